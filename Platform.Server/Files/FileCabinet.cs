using Microsoft.Extensions.Options;
using Platform.Model;
using Platform.Model.Files;
using Platform.Server.Data;

namespace Platform.Server.Files;

internal sealed class FileCabinet(FileFolder folder, FileStore store, ICommitQueue commits, IIdSource ids, TimeProvider time, IOptions<FilesOptions> options) : IFiles
{
    public async ValueTask<Result<StoredFile>> SaveAsync(Stream content, string name, string owner, CancellationToken ct)
    {
        var incoming = await folder.ReceiveAsync(content, options.Value.MaxBytes, ct);
        if (incoming is null)
        {
            return FileProblems.TooLarge(options.Value.MaxBytes);
        }

        if (incoming.SizeBytes == 0)
        {
            FileFolder.Discard(incoming);
            return FileProblems.Empty;
        }

        var sniffed = FileTypes.Sniff(incoming.Head, () => FileFolder.OpenIncoming(incoming));
        if (sniffed.Type is not { } type)
        {
            FileFolder.Discard(incoming);
            return FileProblems.Type(sniffed.Found);
        }

        using var kept = folder.Keep(incoming);
        var file = new StoredFile(ids.Next(), incoming.Hash, FileNames.Clean(name, type), type.MediaType, incoming.SizeBytes, owner, time.GetUtcNow());
        return await commits.CommitAsync<StoredFile>(
            async (transaction, inner) =>
            {
                await FileStore.AddAsync(transaction, file, file.UploadedAt + options.Value.UnattachedFor, inner);
                return file;
            },
            ct);
    }

    public ValueTask<StoredFile?> FindAsync(Guid id, CancellationToken ct) => store.FindAsync(id, ct);

    public ValueTask<IReadOnlyList<StoredFile>> FindAllAsync(IReadOnlyCollection<Guid> ids, CancellationToken ct) => store.FindAllAsync(ids, ct);

    public ValueTask<Stream> OpenAsync(StoredFile file, CancellationToken ct) => ValueTask.FromResult(folder.Open(file.Hash));
}
