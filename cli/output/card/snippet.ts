import type { CalledService, ServiceCall } from "./service-call.ts";

/** How wide a line of code is at most, where it can be broken. */
export const WIDTH = 100;

/** The role that a consumer takes before it calls, and the profile that takes it. */
export interface TakenRole {
  /** Name of the profile that `npm run aws-config` prints. */
  readonly name: string;
  readonly roleArn: string;
  readonly sessionName: string;
  readonly sessionSeconds: number;
  readonly externalId: string | undefined;
  /** Region of the STS endpoint: that of the consumer's network. */
  readonly region: string;
}

/** What a program does that uses a grant, whatever its language. */
export interface Snippet {
  readonly calls: readonly ServiceCall[];
  readonly region: string;
  /** URLs of services that have no private DNS name. */
  readonly endpoints: Readonly<Partial<Record<CalledService, string>>>;
  /** Undefined where the consumer calls with the credentials that it has. */
  readonly profile: TakenRole | undefined;
}
