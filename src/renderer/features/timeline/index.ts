export { ExportMenu } from './ExportMenu';
export { PeriodFields } from './PeriodFields';
export { type Period, type Span, spanOf } from './period';
export { TimelineView, type TimelineViewProps } from './TimelineView';
export { useArchivedChannels } from './use-archived-channels';
export { type Where, WhereSelect } from './WhereSelect';
