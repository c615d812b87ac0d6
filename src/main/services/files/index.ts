export { createFilesService, type FileDialog, type FilesOptions, type FilesService } from './files-service';
