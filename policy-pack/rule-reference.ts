import { configSchemaOf } from "./pulumi-policies.ts";
import type { Rule, RuleTexts } from "./rule.ts";

/** The rules in words, as Markdown: a table of all, then each by itself. */
export function ruleReference(rules: readonly Rule[], heading = "##"): string {
  const rows = rules.map((rule) => `| [\`${rule.name}\`](#${rule.name}) | ${rule.description} | ${rule.severity} | ${levelOf(rule)} |`);
  const table = ["| rule | demands | severity | level |", "| --- | --- | --- | --- |", ...rows].join("\n");
  return `${table}\n\n${rules.map((rule) => section(rule, heading)).join("\n")}`;
}

const levelOf = ({ level = "mandatory" }: RuleTexts): string => level;

function section(rule: Rule, heading: string): string {
  const { name, displayName, description, severity, remediation, page, tags } = rule;
  const when = "check" in rule ? "before each resource is made" : "when all resources of the stack are known";
  return `${heading} ${name}

**${displayName}.** ${description}

- Severity: ${severity}. Level: ${levelOf(rule)}. Decides ${when}.
- What to do: ${remediation}${mendingText(rule)}
- Tags: ${tags.join(", ")}${frameworkText(rule)}
- AWS's page: <${page}>
${settingsText(rule)}`;
}

const mendingText = (rule: Rule): string =>
  "check" in rule && rule.mending !== undefined ? `\n- At the level \`remediate\`: ${rule.mending}` : "";

function frameworkText({ framework }: Rule): string {
  if (framework === undefined) return "";
  const { name, version, controls, page } = framework;
  return `\n- Keeps: [${name}](${page}), version ${version}, ${controls.join(", ")}`;
}

function settingsText({ settings }: Rule): string {
  if (settings === undefined) return "";
  const rows = Object.entries(configSchemaOf(settings).properties).map(
    ([key, schema]) =>
      `| \`${key}\` | ${schema.description ?? ""} | ${schema.default === undefined ? "none" : `\`${JSON.stringify(schema.default)}\``} |`,
  );
  return `\n| setting | meaning | default |\n| --- | --- | --- |\n${rows.join("\n")}\n`;
}
