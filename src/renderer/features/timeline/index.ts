export { ExportMenu } from './ExportMenu';
export { PeriodFields } from './PeriodFields';
export { TimelineView, type TimelineViewProps } from './TimelineView';
export { useArchivedChannels } from './use-archived-channels';
export { useIsReadable, useShowInChannel } from './use-show';
export { WhereSelect } from './WhereSelect';
