export { PlansButton } from './PlansButton';
export { SaveAsTemplate } from './SaveAsTemplate';
export { usePlanNews } from './use-plan-news';
