export { ChannelIcon } from './ChannelIcon';
export { ChannelList } from './ChannelList';
export { channelLink } from './link';
export { openableIds, stepFrom } from './rows';
export { useChannelRows } from './use-channel-rows';
