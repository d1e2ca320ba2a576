import { madeUp } from "../made-up.ts";
import { type Place, partitionOf, regionalArn } from "../place.ts";
import { textOf } from "../properties.ts";
import { type DataSource, type ResourceType, requirement } from "../resource-type.ts";
import { type RoleTaker, refuseRoleThatDoesNotTrust } from "./role-trust.ts";

const TOKEN = "aws:lambda/function:Function";
const CANNOT_BE_ASSUMED = "The role defined for the function cannot be assumed by Lambda.";

/** https://docs.aws.amazon.com/lambda/latest/dg/lambda-intro-execution-role.html */
const FUNCTIONS: RoleTaker = {
  service: "lambda.amazonaws.com",
  actions: ["sts:AssumeRole"],
  refusal: ["InvalidParameterValueException", `${CANNOT_BE_ASSUMED} (%)`],
};

/** What a function is found by. */
export const functionKey = ({ account, region }: Place, name: string): string => `lambda function ${account} ${region} ${name}`;

/** A function and its role. Its code and its settings are not modelled. https://docs.aws.amazon.com/lambda/latest/api/API_CreateFunction.html */
export const FUNCTION: ResourceType = {
  token: TOKEN,
  scope: "regional",
  required: ["role"],
  name: { input: "name", maximumLength: 64, pattern: /^[a-zA-Z0-9_-]+$/, allowed: "letters, digits and _-" },
  replacedBy: ["name", "packageType"],
  texts: { description: "functionDescription" },
  isTaggable: true,
  computed: [
    ...["arn", "invokeArn", "lastModified", "qualifiedArn", "qualifiedInvokeArn", "responseStreamingInvokeArn"],
    ...["signingJobArn", "signingProfileVersionArn", "sourceCodeSize", "version"],
  ],
  make: (facts) => {
    const name = textOf(facts.inputs, "name") ?? "";
    const arn = regionalArn(facts, "lambda", `function:${name}`);
    const invoke = (api: string, of: string): string =>
      `arn:${partitionOf(facts.region)}:apigateway:${facts.region}:lambda:path/${api}/functions/${of}/invocations`;
    return {
      id: name,
      outputs: {
        arn,
        invokeArn: invoke("2015-03-31", arn),
        lastModified: madeUp(TOKEN, facts.account, facts.region, name, facts.generation).instant().toISOString(),
        qualifiedArn: `${arn}:$LATEST`,
        qualifiedInvokeArn: invoke("2015-03-31", `${arn}:$LATEST`),
        responseStreamingInvokeArn: invoke("2021-11-15", arn),
        signingJobArn: "",
        signingProfileVersionArn: "",
        sourceCodeSize: 0,
        version: "$LATEST",
      },
    };
  },
  unique: (facts) => [functionKey(facts, String(facts.inputs["name"]))],
  taken: ({ made }) => ["ResourceConflictException", `Function already exist: ${made.id}`],
  requires: ({ inputs }) => [requirement(String(inputs["role"]), "stays", "InvalidParameterValueException", CANNOT_BE_ASSUMED)],
  judge: (subject) => refuseRoleThatDoesNotTrust(subject, FUNCTIONS, String(subject.inputs["role"])),
};

/** https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html */
export const GET_FUNCTIONS: DataSource = {
  token: "aws:lambda/getFunctions:getFunctions",
  answer: ({ account, region, view }) => {
    const functions = view.all(TOKEN, account, region);
    return {
      id: region,
      region,
      functionArns: functions.map(({ outputs }) => outputs["arn"]).sort(),
      functionNames: functions.map((each) => each.id).sort(),
    };
  },
};
