/** The names of the services that ask KMS in a caller's name, by their prefix in actions. */
export const ASKING_SERVICES: Readonly<Record<string, string>> = { dynamodb: "DynamoDB", secretsmanager: "Secrets Manager" };
