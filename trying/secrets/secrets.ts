import { randomUUID } from "node:crypto";
import { parseArn, partitionOf, secretArn } from "../../iam/arn.ts";
import type { DeployedResources } from "../../proof/world/deployed-resources.ts";
import type { AskedRequest } from "../asked-request.ts";
import { type Refusal, refused } from "../refusal.ts";
import { type Input, textIn } from "../request-input.ts";

interface Place {
  readonly accountId: string;
  readonly region: string;
}

interface Version {
  readonly id: string;
  readonly text: string | undefined;
  readonly binary: string | undefined;
}

interface Secret {
  readonly arn: string;
  readonly name: string;
  /** The newest last. */
  readonly versions: Version[];
}

/** A small stand-in for Secrets Manager: the declared secrets with made-up values, in memory alone. */
export class Secrets {
  readonly #secrets: readonly Secret[];

  constructor({ byName }: Pick<DeployedResources, "byName">) {
    this.#secrets = [...byName.values()]
      .filter(({ type }) => type === "aws:secretsmanager/secret:Secret")
      .flatMap(({ outputs, inputs }): Secret[] => {
        const [arn, name]: unknown[] = [outputs["arn"], inputs["name"] ?? outputs["name"]];
        if (typeof arn !== "string" || typeof name !== "string") return [];
        return [{ arn, name, versions: [{ id: randomUUID(), text: `made up for ${name}`, binary: undefined }] }];
      });
  }

  #find(id: string, { accountId, region }: Place): Secret | undefined {
    const isHere = ({ arn }: Secret) => parseArn(arn)?.accountId === accountId && parseArn(arn)?.region === region;
    return this.#secrets.find((each) => each.arn === id || (each.name === id && isHere(each)));
  }

  /** What a call asks of AWS's authorization. A secret of another account is named by its full ARN. */
  requests(operation: string, input: Input, place: Place): readonly AskedRequest[] | Refusal {
    const id = textIn(input, "SecretId");
    if (id === undefined) return [{ action: `secretsmanager:${operation}`, resource: "*", context: {} }];
    const made = () => secretArn({ partition: partitionOf(place.region), ...place, secret: `${id}-000000` });
    const resource = this.#find(id, place)?.arn ?? (parseArn(id) === undefined ? made() : id);
    const [stage, version] = [textIn(input, "VersionStage"), textIn(input, "VersionId")];
    return [
      {
        action: `secretsmanager:${operation}`,
        resource,
        context: {
          "secretsmanager:SecretId": resource,
          ...(stage === undefined ? {} : { "secretsmanager:VersionStage": stage }),
          ...(version === undefined ? {} : { "secretsmanager:VersionId": version }),
        },
      },
    ];
  }

  /** Carries out what is allowed; undefined for an operation that it does not have. */
  call(operation: string, input: Input, place: Place): object | Refusal | undefined {
    const known = operation === "GetSecretValue" || operation === "PutSecretValue" || operation === "DescribeSecret";
    if (!known) return undefined;
    const secret = this.#find(textIn(input, "SecretId") ?? "", place);
    if (secret === undefined) return refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret.");
    const { arn, name, versions } = secret;
    if (operation === "DescribeSecret") return { ARN: arn, Name: name };
    if (operation === "PutSecretValue") {
      const version = {
        id: textIn(input, "ClientRequestToken") ?? randomUUID(),
        text: textIn(input, "SecretString"),
        binary: textIn(input, "SecretBinary"),
      };
      versions.push(version);
      return { ARN: arn, Name: name, VersionId: version.id, VersionStages: ["AWSCURRENT"] };
    }
    const [stage, wanted] = [textIn(input, "VersionStage") ?? "AWSCURRENT", textIn(input, "VersionId")];
    const staged = stage === "AWSPREVIOUS" ? versions.at(-2) : versions.at(-1);
    const version = wanted === undefined ? staged : versions.find(({ id }) => id === wanted);
    if (version === undefined) return refused("ResourceNotFoundException", "Secrets Manager can't find the specified secret value.");
    const value = version.binary === undefined ? { SecretString: version.text } : { SecretBinary: version.binary };
    return { ARN: arn, Name: name, VersionId: version.id, ...value, VersionStages: [stage] };
  }
}
