import { type CallValue, FileBytes, type ServiceCall } from "./service-call.ts";
import { type Snippet, WIDTH } from "./snippet.ts";

/** boto3's names for services, and the variable that holds the client. */
const CLIENTS = {
  dynamodb: { name: "dynamodb", variable: "dynamodb" },
  "dynamodb-streams": { name: "dynamodbstreams", variable: "streams" },
  kms: { name: "kms", variable: "kms" },
  secretsmanager: { name: "secretsmanager", variable: "secrets" },
} as const;

/**
 * A program with boto3. A role is taken by a profile, whose credentials renew themselves.
 * https://boto3.amazonaws.com/v1/documentation/api/latest/guide/credentials.html#assume-role-provider
 */
export function pythonSnippet({ calls, region, endpoints, profile }: Snippet): string {
  const services = [...new Set(calls.map(({ service }) => service))];
  return [
    "import boto3",
    "",
    `session = boto3.Session(${profile === undefined ? "" : `profile_name=${JSON.stringify(profile.name)}, `}region_name=${JSON.stringify(region)})`,
    ...services.map((service) => {
      const { name, variable } = CLIENTS[service];
      const endpoint = endpoints[service];
      return `${variable} = session.client("${name}"${endpoint === undefined ? "" : `, endpoint_url=${JSON.stringify(endpoint)}`})`;
    }),
    "",
    ...calls.map(called),
    "",
  ].join("\n");
}

function called({ service, operation, input }: ServiceCall): string {
  const args = Object.entries(input).map(([name, value]) => `${name}=${literal(value)}`);
  const name = operation.replace(/(?<=[a-z])(?=[A-Z])/g, "_").toLowerCase();
  const line = `print(${CLIENTS[service].variable}.${name}(${args.join(", ")}))`;
  if (line.length <= WIDTH) return line;
  return `print(\n    ${CLIENTS[service].variable}.${name}(\n${args.map((arg) => `        ${arg},\n`).join("")}    )\n)`;
}

/** A value as Python writes it: texts, numbers, lists and objects look as in JSON. */
function literal(value: CallValue): string {
  if (value instanceof FileBytes) return `open(${JSON.stringify(value.file)}, "rb").read()`;
  if (typeof value !== "object") return JSON.stringify(value);
  return `{${Object.entries(value)
    .map(([name, each]) => `${JSON.stringify(name)}: ${literal(each)}`)
    .join(", ")}}`;
}
