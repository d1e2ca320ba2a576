import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { render } from "../../iam/render.ts";
import { type BreakGlassPlace, breakGlassPermissions, breakGlassTrust } from "./break-glass-documents.ts";

export interface BreakGlassRoleArgs extends BreakGlassPlace {
  readonly roleName: string;
  /** IAM path without slashes at its ends. */
  readonly path: string;
  /** Names of roles, or `AWSReservedSSO_<permission set>` without its suffix, that may take it. */
  readonly trusted: readonly string[];
  readonly maxSessionHours: number;
  /** ARNs of the account's sensitive tables. */
  readonly sensitiveTables: readonly string[];
}

const SECONDS_PER_HOUR = 3600;

/** The role for emergencies: it changes tables' settings from anywhere, and reads what is not sensitive. */
export class BreakGlassRole extends pulumi.ComponentResource {
  readonly arn: pulumi.Output<string>;

  constructor(name: string, args: BreakGlassRoleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:identity:BreakGlassRole", name, {}, opts);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.roleName,
        path: `/${args.path}/`,
        assumeRolePolicy: render(breakGlassTrust(args, args.trusted)),
        maxSessionDuration: args.maxSessionHours * SECONDS_PER_HOUR,
      },
      { parent: this, deleteBeforeReplace: true },
    );
    new aws.iam.RolePolicy(
      `${name}-permissions`,
      { name: "palisade-break-glass", role: role.name, policy: render(breakGlassPermissions(args, args.sensitiveTables)) },
      { parent: this },
    );
    this.arn = role.arn;
    this.registerOutputs({ arn: this.arn });
  }
}
