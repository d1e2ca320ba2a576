/** The services whose actions the proof asks about. */
export const PROVEN_SERVICES: readonly string[] = ["dynamodb", "ec2", "events", "iam", "kms", "organizations", "secretsmanager", "sts"];
