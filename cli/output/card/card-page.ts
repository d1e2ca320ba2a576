import type { CardReport, GrantCard } from "./card-report.ts";

/** A consumer's card as a Markdown page, which a terminal shows as well. */
export function cardPage(report: CardReport): string {
  const { grants } = report;
  return [
    headOf(report),
    ...(grants.length === 0 ? ["No grant names it. An owner shares data with `sharedWith`, its own account with `usedBy`.\n"] : []),
    ...grants.map(grantSection),
    profileSection(report),
    manifestSection(report),
    handSection(report),
    unknownSection(report),
  ]
    .filter((part) => part !== "")
    .join("\n");
}

function headOf({ consumer, role, runsOn, from }: CardReport): string {
  const facts = [
    ...(runsOn === null ? [] : [`- Runs on: ${runsOn}`]),
    ...(role === null ? [] : [`- Role: \`${role}\``]),
    ...(from.length === 0 ? [] : [`- Calls from: ${from.join(", ")}`]),
  ];
  return `# ${consumer}\n${facts.length === 0 ? "" : `\n${facts.join("\n")}\n`}`;
}

const STATES = {
  usable: "",
  waiting: "Nothing of this grant is deployed yet: `npm run plan` says what it waits for.",
  ended: "This grant has ended, and nothing of it is deployed.",
} as const;

function grantSection(card: GrantCard): string {
  const { resource, state, snippets, permissions, keyPolicyStatements } = card;
  return [
    `## ${resource}\n`,
    `${STATES[state] === "" ? "" : `${STATES[state]}\n\n`}${factsOf(card)
      .map(([name, value]) => `- ${name}: ${value}\n`)
      .join("")}`,
    ...(permissions === null ? [] : [`Attach this policy to the role:\n\n${block("json", pretty(permissions))}`]),
    ...(keyPolicyStatements === null
      ? []
      : [`The owner of the key adds this statement to its policy:\n\n${block("json", pretty(keyPolicyStatements))}`]),
    ...(snippets === null
      ? []
      : [
          `### AWS CLI\n\n${block("sh", snippets.commandLine)}`,
          `### AWS SDK for JavaScript v3\n\n${block("ts", snippets.typescript)}`,
          `### boto3\n\n${block("python", snippets.python)}`,
        ]),
  ].join("\n");
}

function factsOf(card: GrantCard): (readonly [string, string])[] {
  const { can, on, how, purpose, because, region, replica, until, takes, endpoints, parameters, notes, grant, file, line } = card;
  const arns = [
    ["Table, as TableName", card.tableArn],
    ...card.indexArns.map((arn) => ["Index", arn] as const),
    ["Stream", card.streamArn],
    ["Secret, as SecretId", card.secretArn],
    ["Key", card.keyArn],
    ["Role to take", takes?.roleArn ?? null],
  ] as const;
  return [
    ["Rights", `${can.join(", ")}${on.length === 0 ? "" : ` on ${on.join(", ")}`}`],
    ...arns.flatMap(([name, arn]) => (arn === null ? [] : [[name, code(arn)] as const])),
    ...(takes === null ? [] : [["Sessions", `${takes.sessionSeconds.toString()} seconds, by the profile ${code(takes.profile)}`] as const]),
    ...(takes?.externalId == null ? [] : [["External id", code(takes.externalId)] as const]),
    ["Region", region],
    ...(replica === null ? [] : [["Replica", replica] as const]),
    ...endpoints.map(({ variable, url }) => ["Endpoint", code(`${variable}=${url}`)] as const),
    ["Ends", until === null ? "never" : `${until} is the last day`],
    ["Reason", `${purpose}${because === null ? "" : `: ${because}`}`],
    ["How", how],
    ...notes.map((note) => ["Note", note] as const),
    ...parameters.map((name) => ["Parameter", code(name)] as const),
    ["Declared", `${grant} (${file}:${line.toString()})`],
  ];
}

function profileSection({ profiles, grants }: CardReport): string {
  return grants.some(({ takes }) => takes !== null) ? `## ~/.aws/config\n\n${block("ini", profiles)}` : "";
}

function manifestSection({ manifests }: CardReport): string {
  return manifests === null ? "" : `## Kubernetes\n\n${block("yaml", manifests)}`;
}

function handSection({ byHand }: CardReport): string {
  if (byHand.length === 0) return "";
  return `## By hand\n\n${byHand.map(({ account, what }) => `- ${account}: ${what}\n`).join("")}`;
}

function unknownSection({ unknown }: CardReport): string {
  if (unknown.length === 0) return "";
  return `## Known after the deployment\n\n${unknown.map((value) => `- ${code(value)}\n`).join("")}\nGive the outputs of the stacks with \`--outputs\`, and they stand here.\n`;
}

const code = (text: string): string => `\`${text}\``;

const block = (language: string, text: string): string => `\`\`\`${language}\n${text}${text.endsWith("\n") ? "" : "\n"}\`\`\`\n`;

const pretty = (json: string): string => JSON.stringify(JSON.parse(json), undefined, 2);
