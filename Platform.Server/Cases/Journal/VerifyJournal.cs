using System.Text.Json;
using Platform.Server.Hosting;

namespace Platform.Server.Cases.Journal;

/// <summary><c>audit verify</c>: checks an exported journal. Needs the file and nothing else, so that it can run where the system is not.</summary>
internal sealed class VerifyJournal : ICommand
{
    public string Name => "audit verify";

    public string Usage => "audit verify --file FILE.jsonl                      whether an exported journal is whole and unchanged; needs no data directory";

    public bool NeedsData => false;

    public async Task<int> RunAsync(CommandLine line, TextWriter output, CancellationToken ct)
    {
        if (line.Get("file") is not { Length: > 0 } path || !File.Exists(path))
        {
            await output.WriteLineAsync(line.Get("file") is { } missing ? $"There is no file {missing}." : Usage);
            return 2;
        }

        using var reader = new StreamReader(path);
        return await VerifyAsync(reader, output, ct);
    }

    /// <summary>0 when nothing was found, 1 when something was, 2 when this is no export.</summary>
    public static async Task<int> VerifyAsync(TextReader file, TextWriter output, CancellationToken ct)
    {
        JournalVerifier? verifier = null;
        var number = 0;
        while (await file.ReadLineAsync(ct) is { } text)
        {
            number++;
            try
            {
                verifier = Take(JournalExport.Parse(text), verifier);
            }
            catch (Exception e) when (e is JsonException or FormatException or NotSupportedException)
            {
                await output.WriteLineAsync(FormattableString.Invariant($"Line {number} is no line of an exported journal: {e.Message}"));
                return verifier is null ? 2 : 1;
            }
        }

        if (verifier is null)
        {
            await output.WriteLineAsync("The file is empty.");
            return 2;
        }

        var findings = verifier.Finish();
        foreach (var finding in findings)
        {
            await output.WriteLineAsync(FormattableString.Invariant($"{finding.Fault}: {(finding.Fault == JournalFault.AnchorBroken ? "writer" : "case")} {finding.Chain}, entry {finding.Seq}"));
        }

        await output.WriteLineAsync(FormattableString.Invariant(
            $"{verifier.Entries} entries of {verifier.Cases} cases, {verifier.Anchors} anchors: {(findings.Count == 0 ? "whole and unchanged" : $"{findings.Count} findings")}."));
        return findings.Count == 0 ? 0 : 1;
    }

    private static JournalVerifier Take(JournalExport line, JournalVerifier? verifier)
    {
        switch (line)
        {
            case JournalExport.Head { Format: JournalExport.FormatName } head when verifier is null:
                return new(head.Localities);
            case JournalExport.Event entry when verifier is not null:
                verifier.Add(entry.Row);
                return verifier;
            case JournalExport.Anchor anchor when verifier is not null:
                verifier.Add(anchor.Row);
                return verifier;
            default:
                throw new FormatException("it does not belong here.");
        }
    }
}
