import type { AppErrorView } from '@shared/errors/app-error';
import { CircleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import { adviceFor } from '../../advice';
import { strings } from '../../strings';
import { Button } from '../../ui/Button';
import { EmptyState, Notice } from '../../ui/Notice';

export interface TroubleProps {
  error: AppErrorView;
  /** What the view could not do, when that says more than the error's own title. */
  title?: string | undefined;
  /** What to do, when the view knows better than the error's own advice. */
  next?: string | undefined;
  onRetry?: (() => void) | undefined;
  actions?: ReactNode;
}

function words({ error, title, next }: TroubleProps): { title: string; body: ReactNode } {
  const advice = adviceFor(error);
  return {
    title: title ?? advice.title,
    body: (
      <>
        <p>
          {title && `${advice.title}. `}
          {advice.safe}
        </p>
        <p>{next ?? advice.next}</p>
      </>
    ),
  };
}

/** A view that could not be filled: what happened, what is safe, what to do. */
export function TroubleState(props: TroubleProps) {
  const { title, body } = words(props);
  return (
    <EmptyState
      tone="trouble"
      icon={<CircleAlert size={24} />}
      title={title}
      actions={
        <>
          {props.onRetry && <Button onClick={props.onRetry}>{strings.retry}</Button>}
          {props.actions}
        </>
      }
    >
      {body}
    </EmptyState>
  );
}

/** The same as a strip inside a view that goes on working. */
export function TroubleNotice(props: TroubleProps) {
  const { title, body } = words(props);
  return (
    <Notice
      tone="trouble"
      title={title}
      actions={
        <>
          {props.onRetry && <Button onClick={props.onRetry}>{strings.retry}</Button>}
          {props.actions}
        </>
      }
    >
      {body}
    </Notice>
  );
}
