/** Something that AWS was asked for: an answer as AWS gives it, or that it could not be read. */
export type AwsAnswer = Readonly<Record<string, unknown>> | undefined;

/**
 * Where answers of AWS come from. Folders and questions are named as in a folder that the AWS CLI wrote: `organization/roots`,
 * `accounts/<account id>/<region>/tables/<name>`.
 */
export interface AwsSource {
  /** The answer at a path; undefined where it is not there. Throws UnreadableAnswer for what is no answer. */
  answer(path: string): AwsAnswer;
  /** Names of answers and folders below a path, sorted. */
  names(path: string): readonly string[];
  /** How messages call an answer. */
  called(path: string): string;
}

/** Says why there is no answer: a file is no JSON object, or AWS answered with an error. */
export class UnreadableAnswer extends Error {}
