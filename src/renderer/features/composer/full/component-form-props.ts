import type { Component } from '@shared/discord/component';

export interface ComponentFormProps {
  component: Component;
  /** Where it stands in the body. */
  path: string;
  /** No more components fit into the message. */
  full: boolean;
}
