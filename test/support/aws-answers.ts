/** A call as AWS gets it. */
export interface AwsCall {
  readonly service: string;
  readonly region: string;
  readonly account: string;
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

type Answer = { readonly json: object } | { readonly xml: string } | { readonly status: number; readonly code: string };
type Read = (name: string) => Readonly<Record<string, unknown>> | undefined;

const MANAGEMENT = "700000000001";
const NOT_FOUND = { status: 404, code: "ResourceNotFoundException" };

/** The account of a session's key, which this stand-in writes into it. */
export const ownAccount = (accessKeyId: string): string => /^ASIA(\d{12})$/.exec(accessKeyId)?.[1] ?? MANAGEMENT;

/** How each list is paged: the answer's file, its list, and the names of the token in the question and in the answer. */
const LISTS: Readonly<
  Record<
    string,
    { readonly list: string; readonly file: (at: string, input: AwsCall["input"]) => string; readonly token?: readonly [string, string] }
  >
> = {
  ListRoots: { list: "Roots", file: () => "organization/roots" },
  ListAccountsForParent: { list: "Accounts", file: (_, { ParentId }) => `organization/children/${String(ParentId)}` },
  ListOrganizationalUnitsForParent: { list: "OrganizationalUnits", file: (_, { ParentId }) => `organization/units/${String(ParentId)}` },
  ListPoliciesForTarget: {
    list: "Policies",
    file: (_, { TargetId, Filter }) =>
      `organization/attached/${String(TargetId)}.${Filter === "SERVICE_CONTROL_POLICY" ? "service-control" : "resource-control"}`,
  },
  ListTables: { list: "TableNames", file: (at) => `${at}/tables`, token: ["ExclusiveStartTableName", "LastEvaluatedTableName"] },
  ListKeys: { list: "Keys", file: (at) => `${at}/keys`, token: ["Marker", "NextMarker"] },
  ListGrants: { list: "Grants", file: (at, { KeyId }) => `${at}/grants/${String(KeyId)}`, token: ["Marker", "NextMarker"] },
  ListSecrets: { list: "SecretList", file: (at) => `${at}/secrets` },
  ListClusters: { list: "clusters", file: (at) => `${at}/clusters`, token: ["nextToken", "nextToken"] },
  DescribeVpcs: { list: "Vpcs", file: (at) => `${at}/vpcs` },
  DescribeVpcEndpoints: { list: "VpcEndpoints", file: (at) => `${at}/endpoints` },
  GetAccountAuthorizationDetails: {
    list: "RoleDetailList",
    file: (at) => `${at.split("/").slice(0, 2).join("/")}/roles`,
    token: ["Marker", "Marker"],
  },
};

/** Answers that are one thing: the answer's file. */
const ONE: Readonly<Record<string, (at: string, input: AwsCall["input"]) => string>> = {
  DescribeOrganization: () => "organization/organization",
  DescribePolicy: (_, { PolicyId }) => `organization/policies/${String(PolicyId)}`,
  DescribeTable: (at, { TableName }) => `${at}/tables/${String(TableName)}`,
  DescribeKey: (at, { KeyId }) => `${at}/keys/${String(KeyId)}`,
  GetKeyPolicy: (at, { KeyId }) => `${at}/key-policies/${String(KeyId)}`,
  DescribeCluster: (at, { name }) => `${at}/clusters/${String(name)}`,
};

/** What AWS answers to a call, out of a folder that the AWS CLI would have written. */
export function answerOf(call: AwsCall, read: Read): Answer {
  const { service, region, account, operation, input } = call;
  if (service === "sts") return { xml: xmlOf(operation, stsAnswer(operation, input), "member") };
  const at = `accounts/${account}/${region}`;
  const paged = LISTS[operation];
  if (paged !== undefined) return page(call, paged, read(paged.file(at, input)) ?? {});
  if (operation === "GetResourcePolicy") return policyAnswer(service, at, input, read);
  const one = ONE[operation]?.(at, input);
  const json = one === undefined ? undefined : read(one);
  return json === undefined ? NOT_FOUND : { json };
}

function stsAnswer(operation: string, { RoleArn }: AwsCall["input"]): object {
  if (operation === "GetCallerIdentity") return { Account: MANAGEMENT, Arn: `arn:aws:iam::${MANAGEMENT}:user/reader`, UserId: "AIDA" };
  const account = String(RoleArn).split(":")[4] ?? "";
  return {
    Credentials: { AccessKeyId: `ASIA${account}`, SecretAccessKey: "secret", SessionToken: "token", Expiration: "2099-01-01T00:00:00Z" },
  };
}

function policyAnswer(service: string, at: string, { ResourceArn, SecretId }: AwsCall["input"], read: Read): Answer {
  if (service === "secretsmanager") {
    const json = read(`${at}/secret-policies/${String(SecretId).split(":").at(-1) ?? ""}`);
    return json === undefined ? NOT_FOUND : { json };
  }
  const { Policy } = read(`${at}/table-policies/${String(ResourceArn).split("/").at(-1) ?? ""}`) ?? {};
  return typeof Policy === "string" ? { json: { Policy } } : { status: 400, code: "PolicyNotFoundException" };
}

/** One item a page. After the first item there is a page without any, but with a token: AWS writes such pages, and they are not the end. */
function page(
  { service, operation, input }: AwsCall,
  { list, token = ["NextToken", "NextToken"] }: (typeof LISTS)[string],
  whole: object,
): Answer {
  const { [list]: all = [], ...rest } = whole as Readonly<Record<string, readonly unknown[]>>;
  const [asked, given] = token;
  const [, start = "0", isEmpty = ""] = /^(\d+)(e?)$/.exec(typeof input[asked] === "string" ? input[asked] : "0") ?? [];
  const first = Number(start);
  const items = isEmpty === "" ? all.slice(first, first + 1) : [];
  const next = isEmpty === "" && first === 0 && all.length > 1 ? "1e" : isEmpty === "e" ? start : (first + 1).toString();
  const isLast = isEmpty === "" && first + 1 >= all.length;
  const more = isLast ? {} : { [given]: next };
  const truncated = ["ListKeys", "ListGrants"].includes(operation) ? { Truncated: !isLast } : {};
  if (service === "ec2") return { xml: ec2Xml(operation, list, items, isLast ? undefined : next) };
  if (service === "iam") {
    const others = isLast ? rest : {};
    return { xml: xmlOf(operation, { IsTruncated: !isLast, ...more, [list]: items, ...others }, "member") };
  }
  return { json: { [list]: items, ...more, ...truncated } };
}

function ec2Xml(operation: string, list: string, items: readonly unknown[], next: string | undefined): string {
  const set = list === "Vpcs" ? "vpcSet" : "vpcEndpointSet";
  const token = next === undefined ? "" : `<nextToken>${next}</nextToken>`;
  return `<${operation}Response><${set}>${items.map((item) => `<item>${inner(item, "item", lowered)}</item>`).join("")}</${set}>${token}</${operation}Response>`;
}

const lowered = (name: string): string => name.charAt(0).toLowerCase() + name.slice(1);

const xmlOf = (operation: string, answer: object, member: string): string =>
  `<${operation}Response><${operation}Result>${inner(answer, member, String)}</${operation}Result></${operation}Response>`;

/** Documents of IAM's are texts in its answers, encoded as in an address. */
const DOCUMENTS: ReadonlySet<string> = new Set(["AssumeRolePolicyDocument", "PolicyDocument", "Document"]);

function inner(value: unknown, member: string, name: (field: string) => string): string {
  if (Array.isArray(value)) return value.map((item) => `<${member}>${inner(item, member, name)}</${member}>`).join("");
  if (typeof value !== "object" || value === null) return escaped(String(value));
  return Object.entries(value)
    .map(([field, held]) => {
      const isDocument = DOCUMENTS.has(field) && typeof held === "object";
      const text = isDocument ? encodeURIComponent(JSON.stringify(held)) : inner(held, member, name);
      return `<${name(field)}>${text}</${name(field)}>`;
    })
    .join("");
}

const escaped = (text: string): string => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
