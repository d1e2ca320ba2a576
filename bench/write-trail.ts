import { closeSync, openSync, writeSync } from "node:fs";
import path from "node:path";

const OWNER = "300000000001";

/** Writes records of the smallest organization to files, as AWS delivers them; returns how many bytes. */
export function writeTrail(folder: string, records: number, files: number): number {
  let bytes = 0;
  for (let file = 0; file < files; file++) {
    const open = openSync(path.join(folder, `trail-${file.toString()}.json`), "w");
    bytes += writeSync(open, '{"Records":[');
    const count = Math.floor(records / files);
    for (let index = 0; index < count; index++)
      bytes += writeSync(open, `${index === 0 ? "" : ","}${JSON.stringify(recordOf(file * count + index))}`);
    bytes += writeSync(open, "]}");
    closeSync(open);
  }
  return bytes;
}

const ACTIONS = ["GetItem", "PutItem", "Query", "UpdateItem", "Scan", "DescribeTable"] as const;

/** A call of one of a hundred roles, in turn from the network and over the internet. */
function recordOf(index: number): unknown {
  const role = `team-${(index % 100).toString()}`;
  const isInside = index % 3 !== 0;
  const principalId = `AROA${index.toString(36).toUpperCase().padStart(17, "X")}`;
  return {
    eventVersion: "1.11",
    userIdentity: {
      type: "AssumedRole",
      principalId: `${principalId}:session`,
      arn: `arn:aws:sts::${OWNER}:assumed-role/${role}/session`,
      accountId: OWNER,
      accessKeyId: "ASIAXXXXXXXXXXXXXXXX",
      sessionContext: {
        sessionIssuer: { type: "Role", principalId, arn: `arn:aws:iam::${OWNER}:role/teams/${role}`, accountId: OWNER, userName: role },
        attributes: { creationDate: "2026-11-20T10:00:00Z", mfaAuthenticated: "false" },
      },
    },
    eventTime: new Date(Date.UTC(2026, 10, 20) + index * 100).toISOString(),
    eventSource: "dynamodb.amazonaws.com",
    eventName: ACTIONS[index % ACTIONS.length],
    awsRegion: "eu-west-1",
    sourceIPAddress: isInside ? `10.1.${(index % 250).toString()}.${(index % 200).toString()}` : `198.51.100.${(index % 250).toString()}`,
    userAgent: "aws-sdk-nodejs/3.1164.0 os/linux lang/js md/nodejs#24.21.0 api/dynamodb#3.1164.0",
    requestParameters: { tableName: "ledger", key: { entryId: "HIDDEN_DUE_TO_SECURITY_REASONS" }, consistentRead: false },
    responseElements: null,
    requestID: index.toString(36).padStart(52, "0"),
    eventID: `00000000-0000-0000-0000-${index.toString().padStart(12, "0")}`,
    readOnly: true,
    resources: [{ accountId: OWNER, type: "AWS::DynamoDB::Table", ARN: `arn:aws:dynamodb:eu-west-1:${OWNER}:table/ledger` }],
    eventType: "AwsApiCall",
    apiVersion: "2012-08-10",
    managementEvent: false,
    recipientAccountId: OWNER,
    ...(isInside ? { vpcEndpointId: "vpce-0a1b2c3d4e5f60718", vpcEndpointAccountId: OWNER } : {}),
    eventCategory: "Data",
    tlsDetails: {
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: "dynamodb.eu-west-1.amazonaws.com",
    },
  };
}
