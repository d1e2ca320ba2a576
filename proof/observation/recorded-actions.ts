import { actionsOfOperation } from "../../iam/api-operations.ts";

/** Event sources whose services have another name in actions. */
const SERVICES: Readonly<Record<string, string>> = {
  monitoring: "cloudwatch",
  email: "ses",
  "streams.dynamodb": "dynamodb",
  "application-autoscaling": "application-autoscaling",
};

/** Names of events that other actions decide. https://docs.aws.amazon.com/service-authorization/latest/reference/reference.html */
const ACTIONS: Readonly<Record<string, readonly string[]>> = {
  "kms:ReEncrypt": ["kms:ReEncryptFrom", "kms:ReEncryptTo"],
  "s3:ListObjects": ["s3:ListBucket"],
  "s3:ListObjectsV2": ["s3:ListBucket"],
  "s3:HeadObject": ["s3:GetObject"],
  "s3:HeadBucket": ["s3:ListBucket"],
  "lambda:Invoke": ["lambda:InvokeFunction"],
};

/** The service of an event source, as actions name it. */
export function serviceOf(eventSource: string): string {
  const host = eventSource.replace(/\.amazonaws\.com(?:\.cn)?$/, "");
  return SERVICES[host] ?? host;
}

/** The service and the actions that decide a call; where there are several, the name of the event does not say which. */
export function actionsOf(eventSource: string, eventName: string): { readonly service: string; readonly actions: readonly string[] } {
  const service = serviceOf(eventSource);
  // Lambda names its events after versions of its API.
  const name = `${service}:${service === "lambda" ? eventName.replace(/\d{8}(?:v\d+)?$/, "") : eventName}`;
  return { service, actions: actionsOfOperation(name) ?? ACTIONS[name] ?? [name] };
}
