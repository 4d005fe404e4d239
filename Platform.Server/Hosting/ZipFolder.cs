using System.IO.Compression;
using Platform.Model;
using Platform.Model.Definitions;

namespace Platform.Server.Hosting;

/// <summary>A folder of definitions as one ZIP file. The same files give the same bytes.</summary>
internal static class ZipFolder
{
    public const string MediaType = "application/zip";

    /// <summary>Of the ZIP file itself.</summary>
    public const int MaxBytes = 16 * 1024 * 1024;

    /// <summary>The earliest moment a ZIP file can name.</summary>
    private static readonly DateTimeOffset Always = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>File by file, so that never more than one of them waits in memory.</summary>
    public static async Task WriteAsync(IReadOnlyList<DefinitionFile> files, Stream output, CancellationToken ct)
    {
        // The archive writes some of its bytes at once, which a connection does not take.
        await using var waiting = new WaitingBytes();
        using (var zip = new ZipArchive(waiting, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var file in files)
            {
                var entry = zip.CreateEntry(file.Path, CompressionLevel.Optimal);
                entry.LastWriteTime = Always;
                using (var content = entry.Open())
                {
                    content.Write(file.Content.Span);
                }

                await waiting.SendAsync(output, ct);
            }
        }

        await waiting.SendAsync(output, ct);
    }

    /// <summary>What is in a ZIP file. No entry is trusted about its size: reading stops at the limits of a folder.</summary>
    /// <returns>Refused as <c>files.notZip</c>, <c>files.tooMany</c> or <c>files.tooLarge</c>.</returns>
    public static Result<IReadOnlyList<DefinitionFile>> Read(ReadOnlyMemory<byte> content)
    {
        try
        {
            using var zip = new ZipArchive(new MemoryStream(content.ToArray(), writable: false), ZipArchiveMode.Read);
            return zip.Entries.Count > DefinitionFiles.MaxFiles ? TooMany(zip.Entries.Count) : Read(zip);
        }
        catch (InvalidDataException)
        {
            return Problem.Invalid("files.notZip");
        }
    }

    /// <summary>What is in the ZIP file that is the body of a request. Refused as <see cref="Read(ReadOnlyMemory{byte})"/> does and as <c>files.zipTooLarge</c>.</summary>
    public static async ValueTask<Result<IReadOnlyList<DefinitionFile>>> ReadAsync(HttpRequest request, CancellationToken ct) =>
        await RequestBody.ReadAsync(request, MaxBytes, ct) is { } body ? Read(body) : TooLarge(request.ContentLength ?? MaxBytes + 1);

    public static Problem TooLarge(long bytes) => Problem.Of("files.zipTooLarge", ProblemKind.TooLarge, null, ("value", bytes), ("expected", MaxBytes));

    private static Result<IReadOnlyList<DefinitionFile>> Read(ZipArchive zip)
    {
        var files = new List<DefinitionFile>();
        var (total, buffer) = (0L, new byte[DefinitionFiles.MaxFileBytes + 1]);
        foreach (var entry in zip.Entries.Where(e => !e.FullName.EndsWith('/') && !IsHidden(e.FullName)))
        {
            using var stream = entry.Open();
            var length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            if (length == buffer.Length)
            {
                return Problem.Of("files.tooLarge", ProblemKind.TooLarge, entry.FullName, ("value", entry.Length), ("expected", DefinitionFiles.MaxFileBytes));
            }

            if ((total += length) > DefinitionFiles.MaxBytes)
            {
                return TooMany(zip.Entries.Count);
            }

            files.Add(new(entry.FullName, buffer.AsSpan(0, length).ToArray()));
        }

        return files;
    }

    private static bool IsHidden(string path) => path.Split('/', '\\') is var parts && (parts[0] == "__MACOSX" || parts.Any(p => p is not ("." or "..") && p.StartsWith('.')));

    private static Problem TooMany(int files) =>
        Problem.Of("files.tooMany", ProblemKind.TooLarge, null, ("value", files), ("expected", DefinitionFiles.MaxFiles), ("bytes", DefinitionFiles.MaxBytes));

    /// <summary>Takes what is written and hands it on when asked.</summary>
    private sealed class WaitingBytes : Stream
    {
        private readonly MemoryStream _bytes = new();

        public override bool CanRead => false;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public async ValueTask SendAsync(Stream output, CancellationToken ct)
        {
            await output.WriteAsync(_bytes.GetBuffer().AsMemory(0, (int)_bytes.Length), ct);
            _bytes.SetLength(0);
        }

        public override void Write(byte[] buffer, int offset, int count) => _bytes.Write(buffer, offset, count);

        public override void Flush()
        {
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            _bytes.Dispose();
            base.Dispose(disposing);
        }
    }
}
