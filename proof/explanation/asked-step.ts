/** What one of the requests of a call asks for. */
export interface AskedStep {
  readonly action: string;
  readonly resource: string;
  /** The service that asks for it in the caller's name, as in actions; absent for the call itself. */
  readonly service?: string;
}
