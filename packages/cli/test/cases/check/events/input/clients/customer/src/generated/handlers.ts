export class CustomerPublisher {}
