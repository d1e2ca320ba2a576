import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { DynamoDBDocumentClient } from "@aws-sdk/lib-dynamodb";
import { TenantClient } from "../src/tenant-client.ts";
import { TenantError } from "../src/tenant-error.ts";
import type { TenantTable } from "../src/tenant-keys.ts";
import type { Vendor } from "../src/vend-tenant-credentials.ts";

/** The part of an HTTP API's event that says who calls: its JWT authorizer has verified the claims. */
export interface AuthorizedEvent {
  readonly requestContext: { readonly authorizer?: { readonly jwt?: { readonly claims: Readonly<Record<string, unknown>> } } };
  readonly pathParameters?: Readonly<Record<string, string | undefined>>;
}

export interface Answer {
  readonly statusCode: number;
  readonly body: string;
}

export interface MiddlewareArgs {
  readonly vend: Vendor;
  readonly region: string;
  readonly table: TenantTable;
  /** The claim that names the tenant. Never take it from the path, a header or the body: callers write those themselves. */
  readonly claim: string;
  /** URL of DynamoDB. @default AWS's */
  readonly endpoint?: string;
}

/**
 * A handler that gets a client of the caller's own tenant. A caller without a tenant, or with one that is refused, is answered with 403 and
 * reaches nothing; so is one who asks for another tenant's items.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-jwt-authorizer.html
 */
export function withTenant(
  { vend, region, table, claim, endpoint }: MiddlewareArgs,
  handle: (event: AuthorizedEvent, client: TenantClient) => Promise<Answer>,
): (event: AuthorizedEvent) => Promise<Answer> {
  return async (event) => {
    const tenant = event.requestContext.authorizer?.jwt?.claims[claim];
    try {
      const credentials = await vend(tenant);
      const dynamodb = new DynamoDBClient({ region, credentials, ...(endpoint === undefined ? {} : { endpoint }) });
      try {
        return await handle(event, new TenantClient(tenant, DynamoDBDocumentClient.from(dynamodb), table));
      } finally {
        dynamodb.destroy();
      }
    } catch (error) {
      if (error instanceof TenantError && error.code !== "session-refused") return { statusCode: 403, body: "forbidden" };
      throw error;
    }
  };
}
