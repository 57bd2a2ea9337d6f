export class CourierPublisher {}
