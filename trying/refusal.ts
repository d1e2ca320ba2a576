/** What AWS answers in place of a result: an error by its code. */
export interface Refusal {
  readonly refusal: {
    readonly code: string;
    readonly message: string;
    /** The status of the answer. @default 400 */
    readonly status?: number;
  };
}

/** An answer that refuses. */
export const refused = (code: string, message: string, status = 400): Refusal => ({ refusal: { code, message, status } });

export const isRefusal = (value: object): value is Refusal => "refusal" in value;
