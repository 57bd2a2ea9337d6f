"""The courier service in Python: FastAPI behind the same contract as the TypeScript module that it replaces."""
import asyncio, json, os, signal, socket, sqlite3

import uvicorn
from fastapi import FastAPI, Path
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, conint
from typing import Literal, Optional

from seamline import Seamline, ServiceError, read_keys, remaining, send_call

Id = conint(strict=True, gt=0, lt=2**31)
Status = Literal["courier_assigned", "delivering", "failed", "successful"]
NEXT = {"new": ["courier_assigned", "delivering", "failed", "successful"], "delivering": ["failed", "successful"],
        "courier_assigned": ["delivering", "failed", "successful"], "failed": [], "successful": []}
KEYS = read_keys(os.environ.get("SEAMLINE_KEYS", ""))
FILE = os.path.join(os.environ.get("DATA_DIR", "."), "courier.sqlite")


class Order(BaseModel):
    id: Id
    status: Literal["new", "accepted", "declined", "courier_assigned", "delivering", "failed", "successful"]
    restaurantId: Id
    deliveryId: Optional[Id] = ...


class Change(BaseModel):
    deliveryId: Id
    status: Status


api = FastAPI(title="courier")


@api.exception_handler(RequestValidationError)
async def refuse(_request, error):
    issues = [dict(path=".".join(str(part) for part in one["loc"][1:]) or "(root)", code=one["type"]) for one in error.errors()]
    raise ServiceError("invalid_argument", "the input does not match the contract", details=dict(issues=issues))


@api.post("/service-courier/deliveries", operation_id="courier.createDelivery")
async def create_delivery(order: Order):
    await run("insert or ignore into delivery (related_order_id, status) values (?, 'new')", order.id)
    return to_delivery(await run("select * from delivery where related_order_id = ?", order.id))


@api.get("/api/courier/deliveries/{deliveryId}", operation_id="courier.getDelivery")
async def get_delivery(deliveryId: int = Path(gt=0, lt=2**31)):
    row = await run("select * from delivery where id = ?", deliveryId)
    if row is None:
        raise ServiceError("not_found", "Delivery not found", "deliveryNotFound", dict(deliveryId=deliveryId))
    return to_delivery(row)


@api.patch("/api/courier/deliveries", operation_id="courier.changeDeliveryStatus")
async def change_delivery_status(change: Change):
    before, details = await move(change), dict(deliveryId=change.deliveryId)
    try:
        target = f"/service-customer/orders/{before['related_order_id']}/status"
        await send_call(os.environ["SEAMLINE_CUSTOMER"], KEYS, "courier", "customer.changeOrderStatus", "PATCH", target,
                        dict(newOrderStatus=change.status))
    except ServiceError as error:
        order = error.details["status"] if error.reason == "orderStatusRefused" else None
        settled = {"successful": "successful", "failed": "failed", "declined": "failed"}.get(order, before["status"])
        await run("update delivery set status = ? where id = ? and status = ?", settled, before["id"], change.status)
        if error.reason == "orderNotFound":
            raise not_found(details) from error
        if error.reason == "orderStatusRefused":
            raise refused(change.deliveryId, settled) from error
        text = "The order could not be updated, so the delivery is unchanged; try again"
        raise ServiceError("unavailable", text, "deliveryNotChanged", details, retryable=True) from error
    return to_delivery({**before, "status": change.status})


async def move(change):
    """Moves the delivery, and returns it in its previous state."""
    while True:
        before = await run("select * from delivery where id = ?", change.deliveryId)
        if before is None:
            raise not_found(dict(deliveryId=change.deliveryId))
        if before["status"] == change.status:
            return before
        if change.status not in NEXT[before["status"]]:
            raise refused(change.deliveryId, before["status"])
        replace = "update delivery set status = ? where id = ? and status = ? returning *"
        if await run(replace, change.status, before["id"], before["status"]) is not None:
            return before


def not_found(details):
    return ServiceError("invalid_argument", "Delivery or related order not found", "deliveryOrOrderNotFound", details)


def refused(delivery_id, status):
    return ServiceError("failed_precondition", "The delivery cannot go back or change once it is over",
                        "deliveryStatusRefused", dict(deliveryId=delivery_id, status=status))


def to_delivery(row):
    return dict(id=row["id"], status=row["status"], relatedOrderId=row["related_order_id"])


async def run(sql, *values):
    """Runs a statement and returns its first row. A lock is waited for as long as the call may take."""
    return await asyncio.to_thread(execute, sql, values, remaining())


def execute(sql, values, timeout):
    database = sqlite3.connect(FILE, timeout=timeout)
    database.row_factory = sqlite3.Row
    try:
        with database:
            row = database.execute(sql, values).fetchone()
        return None if row is None else dict(row)
    finally:
        database.close()


def bind(port):
    # With the protocol left out, asyncio leaves Nagle on: each response then takes 40 ms.
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", int(port)))
    return bound


async def main():
    execute("pragma journal_mode = wal", (), 5)
    execute("create table if not exists delivery (id integer primary key, related_order_id integer not null unique, status text not null)", (), 5)
    sockets = [bind(os.environ.get(name, "0")) for name in ("PUBLIC_PORT", "INTERNAL_PORT")]
    public, internal = (f"http://127.0.0.1:{one.getsockname()[1]}" for one in sockets)
    app = Seamline(api, api, KEYS, sockets[0].getsockname()[1], allow={"courier.createDelivery": {"customer"}},
                   public={"courier.changeDeliveryStatus", "courier.getDelivery"})
    servers = [uvicorn.Server(uvicorn.Config(app, log_level="warning", timeout_keep_alive=10)) for _ in sockets]

    def stop():
        for server in servers:
            server.should_exit = True
    for server in servers:
        server.install_signal_handlers = lambda: None
    for name in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(name, stop)
    serving = asyncio.gather(*(server.serve(sockets=[one]) for server, one in zip(servers, sockets)))
    while not all(server.started for server in servers) and not serving.done():
        await asyncio.sleep(0.01)
    print(json.dumps(dict(ready=True, public=public, internal=internal, modules=["courier"])), flush=True)
    await serving


asyncio.run(main())
