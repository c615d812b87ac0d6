export { useConnectOutcome } from './use-connect-outcome';
export { Mark, Welcome } from './Welcome';
