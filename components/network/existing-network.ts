import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { dynamodbGateway } from "./gateway-endpoint.ts";

export interface ExistingNetworkArgs {
  readonly region: string;
  /** The VPC, `vpc-…`. */
  readonly vpcId: string;
  /** How DynamoDB is reached: through an endpoint that is there, or through one that is added to these route tables. */
  readonly dynamodb:
    | { readonly endpointId: string }
    | {
        readonly routeTableIds: readonly string[];
        /** Policy of the endpoint as JSON. */
        readonly policy: pulumi.Input<string>;
      };
}

/** A VPC that its team made: looked up, so that a wrong id is found at once, and given at most the endpoint that its entry asks for. */
export class ExistingNetwork extends pulumi.ComponentResource {
  readonly vpcId: pulumi.Output<string>;
  readonly dynamodbEndpointId: pulumi.Output<string>;

  constructor(name: string, args: ExistingNetworkArgs, opts?: pulumi.ComponentResourceOptions) {
    super("palisade:network:ExistingNetwork", name, {}, opts);
    const { region, dynamodb } = args;
    const vpcId = aws.ec2.getVpcOutput({ region, id: args.vpcId }, { parent: this }).id;
    this.vpcId = vpcId;
    this.dynamodbEndpointId =
      "endpointId" in dynamodb
        ? aws.ec2.getVpcEndpointOutput({ region, id: dynamodb.endpointId, vpcId }, { parent: this }).id
        : new aws.ec2.VpcEndpoint(`${name}-dynamodb`, dynamodbGateway({ name: `${name}-dynamodb`, region, vpcId, ...dynamodb }), {
            parent: this,
          }).id;
    this.registerOutputs({ vpcId: this.vpcId, dynamodbEndpointId: this.dynamodbEndpointId });
  }
}
