import { accountOfCaller, type Caller } from "../caller.ts";
import type { Refusal } from "../refusal.ts";
import type { Opened } from "./sts-call.ts";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";
const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
const escaped = (text: string): string => text.replaceAll(/[&<>"]/g, (sign) => ESCAPES[sign] ?? sign);
const element = (name: string, content: string): string => `<${name}>${content}</${name}>`;

/** The id of a session's role with the session's name, as STS shows it. */
const userIdOf = ({ principal, context }: Caller["session"]): string => {
  const id = context["aws:userid"];
  return typeof id === "string" ? id : `AROAEXAMPLE:${principal.split("/").at(-1) ?? ""}`;
};

const answer = (operation: string, content: string, requestId: string): string =>
  `<${operation}Response xmlns="${NAMESPACE}"><${operation}Result>${content}</${operation}Result>${element("ResponseMetadata", element("RequestId", requestId))}</${operation}Response>`;

/** The answer to GetCallerIdentity. */
export const identityAnswer = (caller: Caller, requestId: string): string =>
  answer(
    "GetCallerIdentity",
    element("Arn", escaped(caller.session.principal)) +
      element("UserId", escaped(userIdOf(caller.session))) +
      element("Account", accountOfCaller(caller)),
    requestId,
  );

/** The answer to a call that opened a session. */
export function openedAnswer(operation: string, { issued, session, identity }: Opened, requestId: string): string {
  const credentials =
    element("AccessKeyId", issued.accessKeyId) +
    element("SecretAccessKey", escaped(issued.secretAccessKey)) +
    element("SessionToken", escaped(issued.sessionToken)) +
    element("Expiration", issued.expiration.toISOString());
  const user = element("AssumedRoleId", escaped(userIdOf(session))) + element("Arn", escaped(session.principal));
  const claims =
    identity === undefined
      ? ""
      : element("Provider", escaped(identity.provider)) +
        element("SubjectFromWebIdentityToken", escaped(String(identity.claims["sub"]))) +
        element("Audience", escaped(String(identity.claims["aud"])));
  return answer(operation, element("Credentials", credentials) + element("AssumedRoleUser", user) + claims, requestId);
}

/** The answer to a call that is refused. */
export const stsError = ({ refusal: { code, message } }: Refusal, requestId: string): string =>
  `<ErrorResponse xmlns="${NAMESPACE}">${element("Error", element("Type", "Sender") + element("Code", code) + element("Message", escaped(message)))}${element("RequestId", requestId)}</ErrorResponse>`;
