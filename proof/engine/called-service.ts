/** What DynamoDB answers at its endpoint for streams alone. */
const STREAM_ACTIONS = new Set(["describestream", "getrecords", "getsharditerator", "liststreams"]);

/**
 * The service that an action is asked of, as endpoints are named.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/privatelink-streams.html
 */
export function calledService(action: string): string {
  const [service = "", name = ""] = action.toLowerCase().split(":");
  return service === "dynamodb" && STREAM_ACTIONS.has(name) ? "dynamodb-streams" : service;
}
