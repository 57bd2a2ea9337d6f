#!/usr/bin/env bash
# Software: asyncio of CPython 3.11.2 and 3.11.7.
#
# What happens: a server on a socket that was made with `socket.socket()` gets connections without TCP_NODELAY; one on
# `socket.socket(AF_INET, SOCK_STREAM, IPPROTO_TCP)`, or on a host and a port, gets connections with it.
# Why it surprises: the documentation says that TCP_NODELAY is set for all TCP connections, and both sockets are the same to
# the kernel. asyncio compares `sock.proto`, which is 0 where the protocol was left to the default.
# What it means: responses written in two parts (head, body) wait for the client's delayed ACK, about 40 ms each on Linux.
# `uvicorn.Server.serve(sockets=[…])` is one way to get there. Name the protocol.
#
# Seen 2026-11-30: {"plain":0,"named":1,"hostAndPort":1}
. "$(dirname "$0")/lib.sh"
command -v python3 > /dev/null || skip "no python3 here"
install

cat > probe.py <<'EOF_PYTHON'
import asyncio, json, socket


async def probe(**where):
    seen = asyncio.get_running_loop().create_future()

    async def accept(_reader, writer):
        own = writer.get_extra_info("socket")
        seen.set_result(int(own.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) != 0))
        writer.close()

    server = await asyncio.start_server(accept, **where)
    _reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    result = await seen
    writer.close()
    server.close()
    return result


def bound(*protocol):
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, *protocol)
    made.bind(("127.0.0.1", 0))
    return made


async def main():
    plain = await probe(sock=bound())
    named = await probe(sock=bound(socket.IPPROTO_TCP))
    other = await probe(host="127.0.0.1", port=0)
    print(json.dumps(dict(plain=plain, named=named, hostAndPort=other), separators=(",", ":")))


asyncio.run(main())
EOF_PYTHON
run <<'EOF'
import { execFileSync } from "node:child_process";

process.stdout.write(execFileSync("python3", ["probe.py"], { encoding: "utf8" }));
EOF
expect '{"plain":0,"named":1,"hostAndPort":1}'
