export {
  BOT_CONTEXT,
  type BodyContext,
  type BodyUsage,
  checkBody,
  isEmptyBody,
  sentFileName,
  type Usage,
  usageOf,
  WEBHOOK_CONTEXT,
} from './check-body';
export { embedCharacters, isEmptyEmbed } from './check-embeds';
export {
  ACCESSORIES,
  CONTAINER_CHILDREN,
  childTypesOf,
  componentCount,
  componentName,
  isInteractive,
  LAYOUT_TOP,
  layoutCharacters,
  ROW_CHILDREN,
  SELECT_TYPES,
  walkComponents,
} from './component-tree';
export { characters, trimmedCharacters } from './length';
export { LIMITS, type Limit, type LimitName } from './limits';
export { figure, isWebAddress } from './report';
