import { type Place, regionalArn } from "../place.ts";
import { isGiven, type Properties, textOf } from "../properties.ts";
import type { Memory } from "../resource.ts";
import type { DataSource, ResourceType, Subject } from "../resource-type.ts";
import { customerKey } from "./kms.ts";

const PARAMETER_TOKEN = "aws:ssm/parameter:Parameter";
// Source: https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html
const MOST_CHARACTERS: Readonly<Record<string, number>> = { Standard: 4096, Advanced: 8192, "Intelligent-Tiering": 8192 };

function parameterArn(place: Place, name: string): string {
  return regionalArn(place, "ssm", `parameter${name.startsWith("/") ? "" : "/"}${name}`);
}

function valueOf(inputs: Properties): string | undefined {
  return textOf(inputs, "value") ?? textOf(inputs, "insecureValue") ?? textOf(inputs, "valueWo");
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_PutParameter.html */
export const PARAMETER: ResourceType = {
  token: PARAMETER_TOKEN,
  scope: "regional",
  required: ["type"],
  name: {
    input: "name",
    maximumLength: 1011,
    pattern: /^(?!\/?(?:aws|ssm)(?![a-z]))(?:\/?[a-zA-Z0-9_.-]+)+$/i,
    allowed: "letters, digits and _.-, in parts divided by /, not beginning with aws or ssm",
  },
  defaults: { dataType: "text", tier: "Standard", description: "", allowedPattern: "" },
  texts: { description: "parameterDescription" },
  replacedBy: ["dataType", "name"],
  replacedWhen: (olds, news) => (olds["tier"] === "Advanced" && news["tier"] === "Standard" ? ["tier"] : []),
  isTaggable: true,
  computed: ["arn", "version", "value", "insecureValue", "hasValueWo"],
  recomputed: (olds, news) => (valueOf(olds) === valueOf(news) ? [] : ["version"]),
  remember: (memory: Memory, olds, news) => ({
    version: (memory["version"] ?? 0) + (olds === undefined || valueOf(olds) !== valueOf(news) ? 1 : 0),
  }),
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const { value, insecureValue, valueWo } = facts.inputs;
    return {
      id: name,
      outputs: {
        arn: parameterArn(facts, name),
        version: facts.memory["version"] ?? 1,
        // Each shows only what was given under its own name, so that a secret value does not appear under the other.
        value: value ?? "",
        insecureValue: insecureValue ?? "",
        hasValueWo: isGiven(valueWo),
      },
    };
  },
  unique: ({ account, region, inputs }) => [`parameter ${account} ${region} ${String(inputs["name"])}`],
  taken: () => [
    "ParameterAlreadyExists",
    "The parameter already exists. To overwrite this value, set the overwrite option in the request to true.",
  ],
  requires: (facts) => customerKey(facts, "ssm", textOf(facts.inputs, "keyId"), "InvalidKeyId"),
  judge: refuseValue,
};

function refuseValue({ inputs, refuse }: Subject): void {
  const value = valueOf(inputs);
  if (value === undefined || value === "") {
    return refuse(
      "ValidationException",
      "1 validation error detected: Value '' at 'value' failed to satisfy constraint: Member must have length greater than or equal to 1",
      "give the parameter a value",
    );
  }
  const tier = String(inputs["tier"]);
  const most = MOST_CHARACTERS[tier];
  if (most === undefined)
    return refuse(
      "ValidationException",
      `Value '${tier}' at 'tier' failed to satisfy constraint`,
      `choose one of ${Object.keys(MOST_CHARACTERS).join(", ")}`,
    );
  if (value.length > most) {
    refuse(
      "ValidationException",
      `${tier} tier parameters support a maximum parameter value of ${most} characters, got ${value.length}`,
      "choose the tier Advanced, or split the value",
    );
  }
  const pattern = textOf(inputs, "allowedPattern") ?? "";
  if (pattern !== "" && !new RegExp(pattern).test(value)) {
    refuse(
      "ParameterPatternMismatchException",
      `Parameter value, cannot be validated against allowedPattern: ${pattern}`,
      "correct the value or the pattern",
    );
  }
}

/** https://docs.aws.amazon.com/systems-manager/latest/APIReference/API_GetParameter.html */
export const GET_PARAMETER: DataSource = {
  token: "aws:ssm/getParameter:getParameter",
  answer: ({ account, region, args, view, refuse }) => {
    const name = textOf(args, "name") ?? "";
    const parameter = view.find(`parameter ${account} ${region} ${name}`);
    if (parameter?.type !== PARAMETER_TOKEN) return refuse("ParameterNotFound", `couldn't find ${name}`, "create it, or correct the name");
    return { ...parameter.outputs };
  },
};
