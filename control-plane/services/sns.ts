import { madeUp } from "../made-up.ts";
import { globalArn, regionalArn } from "../place.ts";
import { textOf } from "../properties.ts";
import { type DataSource, type ResourceType, requirement } from "../resource-type.ts";

const TOPIC_TOKEN = "aws:sns/topic:Topic";
const PROTOCOLS = ["application", "email", "email-json", "firehose", "http", "https", "lambda", "sms", "sqs"];

/** https://docs.aws.amazon.com/sns/latest/api/API_CreateTopic.html */
export const TOPIC: ResourceType = {
  token: TOPIC_TOKEN,
  scope: "regional",
  required: [],
  name: {
    input: "name",
    prefixInput: "namePrefix",
    maximumLength: 256,
    pattern: /^[a-zA-Z0-9_-]+(?:\.fifo)?$/,
    allowed: "letters, digits and _-",
  },
  defaults: { fifoTopic: false, displayName: "" },
  replacedBy: ["fifoTopic", "name", "namePrefix"],
  documents: { policy: "topic" },
  json: ["deliveryPolicy"],
  isTaggable: true,
  computed: ["arn", "beginningArchiveTime", "owner", "policy"],
  make: (facts) => {
    const arn = regionalArn(facts, "sns", String(facts.inputs["name"]));
    const own = {
      Sid: "__default_statement_ID",
      Effect: "Allow",
      Principal: { AWS: globalArn(facts, "iam", "root") },
      Action: ["SNS:Publish", "SNS:Subscribe", "SNS:GetTopicAttributes", "SNS:SetTopicAttributes"],
      Resource: arn,
    };
    const policy = facts.inputs["policy"] ?? JSON.stringify({ Version: "2008-10-17", Id: "__default_policy_ID", Statement: [own] });
    return { id: arn, outputs: { arn, beginningArchiveTime: "", owner: facts.account, policy } };
  },
  unique: (facts) => [`topic ${facts.account} ${facts.region} ${String(facts.inputs["name"])}`],
  // AWS returns the existing topic. Here two resources that would share one topic are refused.
  taken: ({ made }) => ["TopicAlreadyExists", `The topic exists already: ${made.id}`],
};

/** https://docs.aws.amazon.com/sns/latest/api/API_SetTopicAttributes.html */
export const TOPIC_POLICY: ResourceType = {
  token: "aws:sns/topicPolicy:TopicPolicy",
  scope: "regional",
  required: ["arn", "policy"],
  replacedBy: ["arn"],
  documents: { policy: "topic" },
  isTaggable: false,
  computed: ["owner"],
  make: ({ account, inputs }) => ({ id: String(inputs["arn"]), outputs: { owner: account } }),
  unique: ({ inputs }) => [`topic policy ${String(inputs["arn"])}`],
  taken: ({ made }) => ["TopicAlreadyExists", `Another resource sets the policy of topic ${made.id}`],
  requires: ({ inputs }) => [requirement(String(inputs["arn"]), "vanishes", "NotFound", "Topic does not exist")],
};

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
export const TOPIC_SUBSCRIPTION: ResourceType = {
  token: "aws:sns/topicSubscription:TopicSubscription",
  scope: "regional",
  required: ["endpoint", "protocol", "topic"],
  replacedBy: ["endpoint", "protocol", "topic"],
  json: ["deliveryPolicy", "filterPolicy", "redrivePolicy"],
  isTaggable: false,
  computed: ["arn", "confirmationWasAuthenticated", "ownerId", "pendingConfirmation"],
  make: (facts) => {
    const { topic, protocol, endpoint } = facts.inputs;
    const arn = `${String(topic)}:${madeUp(String(topic), String(protocol), String(endpoint), facts.generation).uuid()}`;
    const isPending = String(protocol).startsWith("email");
    return { id: arn, outputs: { arn, confirmationWasAuthenticated: !isPending, ownerId: facts.account, pendingConfirmation: isPending } };
  },
  unique: ({ inputs }) => [`subscription ${String(inputs["topic"])} ${String(inputs["protocol"])} ${String(inputs["endpoint"])}`],
  requires: ({ inputs }) => [requirement(String(inputs["topic"]), "vanishes", "NotFound", "Topic does not exist")],
  judge: ({ inputs, refuse }) => {
    if (PROTOCOLS.includes(String(inputs["protocol"]))) return;
    refuse(
      "InvalidParameter",
      `Invalid parameter: Does not support this protocol string: ${String(inputs["protocol"])}`,
      `use one of ${PROTOCOLS.join(", ")}`,
    );
  },
};

/** https://docs.aws.amazon.com/sns/latest/api/API_GetTopicAttributes.html */
export const GET_TOPIC: DataSource = {
  token: "aws:sns/getTopic:getTopic",
  answer: ({ account, region, args, view, refuse }) => {
    const name = textOf(args, "name") ?? "";
    const topic = view.find(`topic ${account} ${region} ${name}`);
    if (topic === undefined) return refuse("NotFound", `No topic with name ${name}`, "create it, or declare it as existing");
    return { id: topic.id, name, arn: topic.id, tags: topic.outputs["tagsAll"] };
  },
};
