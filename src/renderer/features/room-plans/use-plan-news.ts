import { useEffect } from 'react';
import { useAppStore } from '../../state/react';
import { strings } from '../../strings';
import { formatDateTime } from '../../ui/format';
import { type EndNews, endToast, groupNews } from './end-news';

const words = strings.plans.news;
/** Rooms of a set end together: said in one. */
const GATHER_MS = 150;

/** Says aloud what the plans do, and what the notices' rules tell, on whatever desk one is. */
export function usePlanNews(): void {
  const store = useAppStore();
  useEffect(() => {
    const { actions, api } = store;
    const { view, roomPlans } = actions;
    const gathered: EndNews[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const look = () => {
      roomPlans.show('running');
      view.goTo('rooms');
    };
    const goTo = (guildId: string, channelId: string) => {
      if (store.getState().view.guildId !== guildId) view.chooseGuild(guildId);
      roomPlans.show(null);
      view.goTo('rooms');
      view.chooseRoom(channelId);
    };
    const sayEnds = () => {
      for (const same of groupNews(gathered.splice(0))) view.toast(endToast(same, look, roomPlans.ask.keep));
      timer = undefined;
    };
    const gather = (news: EndNews) => {
      const { sets } = store.getState().roomPlans.plans;
      // A lobby's rooms come and go all day; they are seen where they are.
      if (sets.find(({ setId }) => setId === news.setId)?.lobbyId) return;
      gathered.push(news);
      timer ??= setTimeout(sayEnds, GATHER_MS);
    };
    const releases = [
      api.roomPlans.onNews((news) => {
        switch (news.kind) {
          case 'endingSoon':
          case 'ended':
            gather(news);
            return;
          case 'opened':
            view.toast({
              title: words.opened(news.name, news.late),
              action: { label: words.look, run: look },
            });
            return;
          case 'missed':
            view.toast({
              tone: 'trouble',
              title: words.missed(news.name, formatDateTime(news.dueMs)),
              stayMs: 20_000,
            });
            return;
          case 'blocked':
            view.toast({
              tone: 'trouble',
              title: words.blocked(news.name),
              body: news.detail,
              stayMs: 20_000,
            });
            return;
          case 'uncertain':
            view.toast({
              tone: 'trouble',
              title: words.uncertain(news.name),
              stayMs: null,
              action: { label: words.look, run: look },
            });
        }
      }),
      api.notices.onShown((notice) => {
        const said = strings.notices.said[notice.trigger];
        const title = said(notice.person?.name ?? strings.notices.somebody, notice.roomName);
        view.toast({
          title,
          body: notice.stageTopic ?? (notice.more > 0 ? strings.notices.more(notice.more) : null),
          action: {
            label: strings.notices.goThere,
            run: () => goTo(notice.guildId, notice.channelId),
          },
        });
        view.announce(title);
      }),
      api.notices.onRoomWanted(({ guildId, channelId }) => goTo(guildId, channelId)),
    ];
    return () => {
      clearTimeout(timer);
      for (const release of releases) release();
    };
  }, [store]);
}
