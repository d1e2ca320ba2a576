import type { Policy } from "../proof/engine/policy.ts";
import type { ContextValues } from "../proof/engine/request-context.ts";
import type { Session } from "../proof/engine/session.ts";

/** Who makes a call: a session of a role. */
export interface Caller {
  readonly session: Session;
  /** The session policies that were passed for it, as one. */
  readonly policy: Policy | undefined;
  /** Keys that its calls carry because of where its code runs, such as `lambda:SourceFunctionArn`. */
  readonly carries: ContextValues;
}

/** The account of a caller. */
export const accountOfCaller = ({ session }: Caller): string => session.principal.split(":")[4] ?? "";
