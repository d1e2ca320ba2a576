import { AssumeRoleCommand, type STSClient } from "@aws-sdk/client-sts";

/** Credentials of a role's session, as clients of the SDK take them. */
export interface RoleCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What a session is called, and how long it lasts. STS gives 900 seconds at least. */
export interface RoleSession {
  readonly name: string;
  readonly seconds: number;
}

/**
 * Takes a role. Rejects with AWS's reason.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export async function roleCredentials(sts: STSClient, roleArn: string, { name, seconds }: RoleSession): Promise<RoleCredentials> {
  const { Credentials: given } = await sts.send(
    new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: name, DurationSeconds: seconds }),
  );
  const { AccessKeyId: accessKeyId = "", SecretAccessKey: secretAccessKey = "", SessionToken: sessionToken = "" } = given ?? {};
  return { accessKeyId, secretAccessKey, sessionToken };
}

/** The session of a check, which is over soon: the shortest that STS gives. */
export const CHECK_SESSION: RoleSession = { name: "palisade-check", seconds: 900 };
