import { type CallValue, FileBytes, type ServiceCall } from "./service-call.ts";
import { type Snippet, WIDTH } from "./snippet.ts";

/** The AWS CLI's names for services. */
const COMMANDS = { dynamodb: "dynamodb", "dynamodb-streams": "dynamodbstreams", kms: "kms", secretsmanager: "secretsmanager" } as const;

/** Calls of the AWS CLI, for a POSIX shell. https://docs.aws.amazon.com/cli/latest/userguide/cli-usage-parameters-types.html */
export function commandLineSnippet({ calls, region, endpoints, profile }: Snippet): string {
  return calls.map((call) => commandOf(call, region, endpoints[call.service], profile?.name)).join("\n");
}

function commandOf({ service, operation, input }: ServiceCall, region: string, endpoint: string | undefined, profile?: string): string {
  const options = [
    ...(profile === undefined ? [] : [`--profile ${quoted(profile)}`]),
    `--region ${region}`,
    ...(endpoint === undefined ? [] : [`--endpoint-url ${quoted(endpoint)}`]),
    ...Object.entries(input).map(([name, value]) => `--${kebab(name)} ${valueText(value)}`),
  ];
  const head = `aws ${COMMANDS[service]} ${kebab(operation)}`;
  const line = [head, ...options].join(" ");
  return `${line.length <= WIDTH ? line : [head, ...options].join(" \\\n  ")}\n`;
}

/** `GetSecretValue` as `get-secret-value`. */
const kebab = (name: string): string => name.replace(/(?<=[a-z])(?=[A-Z])/g, "-").toLowerCase();

function valueText(value: CallValue): string {
  if (value instanceof FileBytes) return quoted(`fileb://${value.file}`);
  return quoted(typeof value === "string" ? value : JSON.stringify(asJson(value)));
}

/** Bytes inside of JSON are written in Base64 there. */
function asJson(value: CallValue): unknown {
  if (value instanceof FileBytes) return `<${value.file} in Base64>`;
  if (typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, asJson(inner)]));
  return value;
}

/** A word of a shell, in quotes where it needs them. */
export const quoted = (text: string): string => (/^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
