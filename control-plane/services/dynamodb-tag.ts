import { recordOf } from "../properties.ts";
import { type ResourceType, requirement } from "../resource-type.ts";
import { refuseBadTags } from "../tags.ts";

const keyOf = (resourceArn: unknown, key: unknown): string => `${String(resourceArn)},${String(key)}`;

/** One tag of a table that somebody else made. https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TagResource.html */
export const TABLE_TAG: ResourceType = {
  token: "aws:dynamodb/tag:Tag",
  scope: "regional",
  required: ["key", "resourceArn", "value"],
  replacedBy: ["key", "resourceArn"],
  isTaggable: false,
  computed: [],
  make: ({ inputs }) => ({ id: keyOf(inputs["resourceArn"], inputs["key"]), outputs: {} }),
  unique: ({ inputs }) => [`dynamodb tag ${keyOf(inputs["resourceArn"], inputs["key"])}`],
  // AWS overwrites an earlier value. Here two resources that would overwrite each other are refused.
  taken: ({ made }) => ["ResourceInUseException", `The resource has the tag already: ${made.id}`],
  requires: ({ inputs }) => {
    const arn = String(inputs["resourceArn"]);
    return [requirement(arn, "vanishes", "ResourceNotFoundException", `Requested resource not found: ${arn}`)];
  },
  judge: (subject) => {
    const { resourceArn, key, value } = subject.inputs;
    const table = subject.view.find(String(resourceArn));
    refuseBadTags(TABLE_TAG, subject, { ...recordOf(table?.outputs ?? {}, "tagsAll"), [String(key)]: value });
  },
};
