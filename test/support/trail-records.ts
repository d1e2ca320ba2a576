type Fields = Readonly<Record<string, unknown>>;

export const OWNER = "300000000001";
export const CONSUMER = "300000000002";
export const LEDGER = `arn:aws:dynamodb:eu-west-1:${OWNER}:table/ledger`;
export const API = `arn:aws:iam::${OWNER}:role/palisade/workload/api`;
export const REPORTER = `arn:aws:iam::${CONSUMER}:role/palisade/workload/reporter`;

/** A session of a role, as CloudTrail identifies it. */
export function sessionOf(role: string, session = "one"): Fields {
  const [, , , , account = "", resource = ""] = role.split(":");
  const name = resource.slice(resource.lastIndexOf("/") + 1);
  const principalId = `AROA${name
    .toUpperCase()
    .replaceAll(/[^A-Z]/g, "")
    .padEnd(17, "X")}`;
  return {
    type: "AssumedRole",
    principalId: `${principalId}:${session}`,
    arn: `arn:aws:sts::${account}:assumed-role/${name}/${session}`,
    accountId: account,
    sessionContext: {
      sessionIssuer: { type: "Role", principalId, arn: role, accountId: account, userName: name },
      attributes: { creationDate: "2026-11-20T10:00:00Z", mfaAuthenticated: "false" },
    },
  };
}

/** A record of a read of the ledger, with other fields in the place of its own. */
export function trailRecord(fields: Fields = {}): Fields {
  return {
    eventVersion: "1.11",
    userIdentity: sessionOf(API),
    eventTime: "2026-11-20T10:10:10Z",
    eventSource: "dynamodb.amazonaws.com",
    eventName: "GetItem",
    awsRegion: "eu-west-1",
    sourceIPAddress: "10.1.0.17",
    userAgent: 'aws-sdk-nodejs/3 "Records":[{',
    requestParameters: { tableName: "ledger", key: { entryId: "HIDDEN_DUE_TO_SECURITY_REASONS" } },
    responseElements: null,
    requestID: "REQUEST",
    eventID: "EVENT",
    readOnly: true,
    resources: [{ accountId: OWNER, type: "AWS::DynamoDB::Table", ARN: LEDGER }],
    eventType: "AwsApiCall",
    managementEvent: false,
    recipientAccountId: OWNER,
    vpcEndpointId: "vpce-0a1b2c3d4e5f60718",
    vpcEndpointAccountId: OWNER,
    eventCategory: "Data",
    ...fields,
  };
}

/** What a call over the internet lacks of one through an endpoint. */
export const FROM_INTERNET: Fields = { vpcEndpointId: undefined, vpcEndpointAccountId: undefined, sourceIPAddress: "198.51.100.7" };
