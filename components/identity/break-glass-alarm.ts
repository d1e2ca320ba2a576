import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { forSources } from "../../iam/grant-conditions.ts";
import { render } from "../../iam/render.ts";
import { allow } from "../../iam/statement.ts";
import { trustPolicy } from "../../iam/trust-policy.ts";
import { alarmPermissions, type BreakGlassPlace, defaultBusArn, takingOf, topicRegionOf } from "./break-glass-documents.ts";

export interface BreakGlassAlarmArgs extends BreakGlassPlace {
  /** The role that raises the alarm when somebody takes it. */
  readonly roleArn: pulumi.Input<string>;
  /** The topic that the alarm goes to, in any account. */
  readonly topicArn: string;
  /** Regions in which the rule watches STS, besides the topic's own. */
  readonly regions: readonly string[];
  readonly alarmRoleName: string;
  /** IAM path of the alarm's own role, without slashes at its ends. */
  readonly path: string;
}

/** Name of the rule; guardrails protect what begins with `palisade-`. */
const RULE = "palisade-break-glass";

/**
 * An alarm whenever somebody takes the break-glass role. A call of STS is an event of the region that it is made in, and a rule reaches
 * only topics of its own region: other regions forward the event to the topic's region.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-cross-account.html
 */
export class BreakGlassAlarm extends pulumi.ComponentResource {
  constructor(name: string, args: BreakGlassAlarmArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:identity:BreakGlassAlarm", name, {}, opts);
    const topicRegion = topicRegionOf(args.topicArn);
    const bus = defaultBusArn(args, topicRegion);
    const role = new aws.iam.Role(
      `${name}-role`,
      {
        name: args.alarmRoleName,
        path: `/${args.path}/`,
        assumeRolePolicy: render(
          trustPolicy([
            allow({
              sid: "TrustTheEventBusOfTheAccount",
              principals: { services: ["events.amazonaws.com"] },
              actions: ["sts:AssumeRole"],
              conditions: forSources({ accountIds: [args.accountId] }),
            }),
          ]),
        ),
      },
      { parent: this, deleteBeforeReplace: true },
    );
    const permissions = new aws.iam.RolePolicy(
      `${name}-permissions`,
      { name: "palisade-alarm", role: role.name, policy: render(alarmPermissions(args.topicArn, bus)) },
      { parent: this },
    );
    const eventPattern = pulumi.output(args.roleArn).apply(takingOf);
    for (const region of listenedTo(topicRegion, args.regions)) {
      const rule = new aws.cloudwatch.EventRule(
        `${name}-${region}`,
        { region, name: RULE, description: "Somebody takes the break-glass role", eventPattern },
        { parent: this },
      );
      new aws.cloudwatch.EventTarget(
        `${name}-${region}-target`,
        { region, rule: rule.name, targetId: "alarm", arn: region === topicRegion ? args.topicArn : bus, roleArn: role.arn },
        { parent: this, dependsOn: [permissions] },
      );
    }
    this.registerOutputs({});
  }
}

/** Regions that a rule stands in, sorted, each once. */
export const listenedTo = (topicRegion: string, others: readonly string[]): string[] => [...new Set([topicRegion, ...others])].sort();
