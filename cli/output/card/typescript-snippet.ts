import { type CalledService, type CallValue, FileBytes, type ServiceCall } from "./service-call.ts";
import { type Snippet, type TakenRole, WIDTH } from "./snippet.ts";

/** Packages and clients of the AWS SDK v3. */
const CLIENTS: { readonly [S in CalledService]: { readonly from: string; readonly client: string; readonly variable: string } } = {
  dynamodb: { from: "@aws-sdk/client-dynamodb", client: "DynamoDBClient", variable: "dynamodb" },
  "dynamodb-streams": { from: "@aws-sdk/client-dynamodb-streams", client: "DynamoDBStreamsClient", variable: "streams" },
  kms: { from: "@aws-sdk/client-kms", client: "KMSClient", variable: "kms" },
  secretsmanager: { from: "@aws-sdk/client-secrets-manager", client: "SecretsManagerClient", variable: "secrets" },
};

/**
 * A module for Node with the AWS SDK v3. Credentials that are taken from a role renew themselves.
 * https://docs.aws.amazon.com/AWSJavaScriptSDK/v3/latest/Package/-aws-sdk-credential-providers/
 */
export function typescriptSnippet({ calls, region, endpoints, profile }: Snippet): string {
  const services = [...new Set(calls.map(({ service }) => service))];
  const imports = services.map((service) => {
    const { from, client } = CLIENTS[service];
    const commands = calls.filter((call) => call.service === service).map(({ operation }) => `${operation}Command`);
    return `import { ${[client, ...new Set(commands)].sort().join(", ")} } from "${from}";`;
  });
  const readsFiles = calls.some(({ input }) => hasFile(input));
  const clients = services.map((service) => {
    const { client, variable } = CLIENTS[service];
    const endpoint = endpoints[service];
    const options = [
      `region: ${JSON.stringify(region)}`,
      ...(endpoint === undefined ? [] : [`endpoint: ${JSON.stringify(endpoint)}`]),
      ...(profile === undefined ? [] : ["credentials"]),
    ];
    return `const ${variable} = new ${client}({ ${options.join(", ")} });`;
  });
  return [
    ...(readsFiles ? ['import { readFileSync } from "node:fs";'] : []),
    ...imports,
    ...(profile === undefined ? [] : ['import { fromTemporaryCredentials } from "@aws-sdk/credential-providers";']),
    "",
    ...(profile === undefined ? [] : [credentialsOf(profile)]),
    ...clients,
    "",
    ...calls.map(sent),
    "",
  ].join("\n");
}

function credentialsOf({ roleArn, sessionName, sessionSeconds, externalId, region }: TakenRole): string {
  const params = {
    RoleArn: roleArn,
    RoleSessionName: sessionName,
    DurationSeconds: sessionSeconds,
    ...(externalId === undefined ? {} : { ExternalId: externalId }),
  };
  return `const credentials = fromTemporaryCredentials(${literal({ params, clientConfig: { region } }, "")});`;
}

const sent = ({ service, operation, input }: ServiceCall): string =>
  `console.log(await ${CLIENTS[service].variable}.send(new ${operation}Command(${literal(input, "")})));`;

const hasFile = (value: CallValue): boolean =>
  value instanceof FileBytes || (typeof value === "object" && Object.values(value).some(hasFile));

/** A value as JavaScript writes it, on one line where it fits. */
function literal(value: CallValue, indent: string): string {
  if (value instanceof FileBytes) return `readFileSync(${JSON.stringify(value.file)})`;
  if (typeof value !== "object") return JSON.stringify(value);
  const inner = `${indent}  `;
  const items = Object.entries(value).map(([name, each]) => `${keyOf(name)}: ${literal(each, inner)}`);
  const line = `{ ${items.join(", ")} }`;
  if (items.length <= 1 || (line.length <= ROOM && !line.includes("\n"))) return line;
  return `{\n${items.map((item) => `${inner}${item},\n`).join("")}${indent}}`;
}

/** What is left of a line behind the longest beginning of a statement. */
const ROOM = WIDTH - 60;

const keyOf = (name: string): string => (/^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name));
