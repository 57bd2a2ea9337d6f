export const restaurantEvents = { orderCreated: 1, orderCanceled: 2, orderPaid: 3, orderAccepted: 4 };
