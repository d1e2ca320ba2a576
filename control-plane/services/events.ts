import { madeUp } from "../made-up.ts";
import { regionalArn } from "../place.ts";
import { isGiven, textOf } from "../properties.ts";
import { keyOf } from "../resource.ts";
import { type Facts, type ResourceType, requirement } from "../resource-type.ts";
import { type RoleTaker, refuseRoleThatDoesNotTrust } from "./role-trust.ts";

const RULE_TOKEN = "aws:cloudwatch/eventRule:EventRule";
const TARGET_TOKEN = "aws:cloudwatch/eventTarget:EventTarget";
// Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
const TARGETS_PER_RULE = 5;

function ruleId(bus: unknown, name: unknown): string {
  return bus === "default" || !isGiven(bus) ? String(name) : `${String(bus)}/${String(name)}`;
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const EVENT_RULE: ResourceType = {
  token: RULE_TOKEN,
  scope: "regional",
  required: [],
  name: { input: "name", prefixInput: "namePrefix", maximumLength: 64, pattern: /^[.\-_A-Za-z0-9]+$/, allowed: "letters, digits and .-_" },
  defaults: { eventBusName: "default", forceDestroy: false },
  replacedBy: ["eventBusName", "name", "namePrefix"],
  json: ["eventPattern"],
  texts: { description: "eventRuleDescription" },
  isTaggable: true,
  computed: ["arn", "state"],
  make: (facts) => {
    const id = ruleId(facts.inputs["eventBusName"], facts.inputs["name"]);
    return { id, outputs: { arn: regionalArn(facts, "events", `rule/${id}`), state: facts.inputs["state"] ?? "ENABLED" } };
  },
  unique: (facts) => [`event rule ${facts.account} ${facts.region} ${ruleId(facts.inputs["eventBusName"], facts.inputs["name"])}`],
  taken: ({ made }) => ["ResourceAlreadyExistsException", `Rule ${made.id} already exists`],
  judge: ({ inputs, refuse }) => {
    const pattern = textOf(inputs, "eventPattern");
    if (pattern === undefined && !isGiven(inputs["scheduleExpression"])) {
      refuse(
        "ValidationException",
        "Parameter(s) EventPattern or ScheduleExpression must be specified.",
        "give an eventPattern or a scheduleExpression",
      );
    }
    if (pattern !== undefined && !isEventPattern(pattern)) {
      refuse(
        "InvalidEventPatternException",
        "Event pattern is not valid. Reason: it must be a JSON object whose leaves are arrays",
        "write each value as a list",
      );
    }
  },
  undeletable: (_, blockers) =>
    blockers.length === 0
      ? undefined
      : {
          code: "ValidationException",
          message: "Rule can't be deleted since it has targets.",
          remedy: `remove first: ${blockers.map((blocker) => blocker.urn).join(", ")}`,
        },
};

function isEventPattern(text: string): boolean {
  const isPattern = (value: unknown): boolean =>
    Array.isArray(value) || (typeof value === "object" && value !== null && Object.values(value).every(isPattern));
  try {
    const json: unknown = JSON.parse(text);
    return !Array.isArray(json) && isPattern(json);
  } catch {
    return false;
  }
}

function targetId({ inputs, urn, generation }: Facts): string {
  return textOf(inputs, "targetId") ?? `pulumi-${madeUp(TARGET_TOKEN, urn, generation).hex(26)}`;
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-iam-roles.html */
const EVENT_BUSES: RoleTaker = {
  service: "events.amazonaws.com",
  actions: ["sts:AssumeRole"],
  refusal: ["ValidationException", "Provided role '%' cannot be assumed by principal 'events.amazonaws.com'."],
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export const EVENT_TARGET: ResourceType = {
  token: TARGET_TOKEN,
  scope: "regional",
  required: ["arn", "rule"],
  defaults: { eventBusName: "default", forceDestroy: false },
  replacedBy: ["eventBusName", "rule", "targetId"],
  json: ["input"],
  isTaggable: false,
  computed: ["targetId"],
  make: (facts) => {
    const id = targetId(facts);
    return { id: `${ruleId(facts.inputs["eventBusName"], facts.inputs["rule"])}-${id}`, outputs: { targetId: id } };
  },
  requires: (facts) => {
    const { eventBusName, rule } = facts.inputs;
    const key = keyOf(RULE_TOKEN, facts.account, facts.region, ruleId(eventBusName, rule));
    return [
      requirement(key, "blocks", "ResourceNotFoundException", `Rule ${String(rule)} does not exist on EventBus ${String(eventBusName)}.`),
    ];
  },
  judge: (subject) => {
    const { eventBusName, rule, roleArn } = subject.inputs;
    if (typeof roleArn === "string") refuseRoleThatDoesNotTrust(subject, EVENT_BUSES, roleArn);
    const key = keyOf(RULE_TOKEN, subject.account, subject.region, ruleId(eventBusName, rule));
    if (subject.previous !== undefined || subject.view.dependents(key).length < TARGETS_PER_RULE) return;
    subject.refuse(
      "LimitExceededException",
      `The requested resource exceeds the maximum number allowed: ${TARGETS_PER_RULE} targets per rule`,
      "use another rule",
    );
  },
};
