const PARTIQL = ["dynamodb:PartiQLDelete", "dynamodb:PartiQLInsert", "dynamodb:PartiQLSelect", "dynamodb:PartiQLUpdate"] as const;

/**
 * Operations of APIs that are no actions of policies, each with the actions that decide it. Of those, a call needs the ones that it contains.
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis-iam.html
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-iam.html
 */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  "dynamodb:transactgetitems": ["dynamodb:GetItem"],
  "dynamodb:transactwriteitems": ["dynamodb:ConditionCheckItem", "dynamodb:DeleteItem", "dynamodb:PutItem", "dynamodb:UpdateItem"],
  "dynamodb:executestatement": PARTIQL,
  "dynamodb:executetransaction": PARTIQL,
  "dynamodb:batchexecutestatement": PARTIQL,
};

/** The prefix of the API of streams in the AWS CLI; its actions have DynamoDB's. */
const STREAMS = /^dynamodbstreams:/i;

/** The actions that decide an operation of an API which is no action itself, such as `dynamodb:TransactWriteItems`; undefined for any other name. */
export function actionsOfOperation(name: string): readonly string[] | undefined {
  if (STREAMS.test(name)) return [name.replace(STREAMS, "dynamodb:")];
  const operation = name.toLowerCase();
  return Object.hasOwn(OPERATIONS, operation) ? OPERATIONS[operation] : undefined;
}
