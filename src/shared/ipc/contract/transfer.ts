import { z } from 'zod';
import { ExportJob, ExportRequest, ImportJob } from '../../models/review';
import { call, event } from '../define';
import { done, noInput } from './inputs';

const exportId = z.object({ exportId: ExportJob.shape.exportId.max(64) });
const importId = z.object({ importId: ImportJob.shape.importId.max(64) });

/** What goes out of the library and what comes into it. */
export const transferContract = {
  exports: {
    list: call(noInput, z.array(ExportJob)),
    /** Asks for a folder, then begins or waits for its turn; null when the person cancels. */
    start: call(ExportRequest, ExportJob.nullable()),
    cancel: call(exportId, done),
    /** Takes an ended one off the list. */
    clear: call(exportId, done),
    /** Shows what was written in the system's file manager. */
    show: call(exportId, done),
    changed: event(ExportJob),
  },
  imports: {
    list: call(noInput, z.array(ImportJob)),
    /** Opens the system's dialog for a zip or a folder; null when the person cancels. */
    start: call(z.object({ kind: z.enum(['zip', 'folder']) }), ImportJob.nullable()),
    /** The preload puts the path in: the window knows none. */
    startDropped: call(z.object({ path: z.string().min(1).max(4_096) }), ImportJob),
    cancel: call(importId, done),
    changed: event(ImportJob),
  },
};
