using Platform.Model;
using Platform.Model.Identity;

namespace Platform.Server.Cases;

/// <summary>Three different things that must not be mixed up (C10): who reads a note is chosen when it is written and never changes.</summary>
internal enum NoteKind
{
    /// <summary>For the authority of the case only.</summary>
    Internal,
    /// <summary>For one other authority.</summary>
    Department,
    /// <summary>A message to the applicant.</summary>
    Applicant,
}

internal sealed record AddNote : CaseCommand
{
    private const int MaxLength = 4000;

    public required NoteKind Kind { get; init; }
    public required string Text { get; init; }

    /// <summary>Credit code of the authority addressed by a <see cref="NoteKind.Department"/> note.</summary>
    public string? Authority { get; init; }

    public override ValueTask<Result<Done>> DecideAsync(CaseWork work, CancellationToken ct)
    {
        if (!CaseAccess.MayReadAsStaff(Actor, work.File))
        {
            return new(Problem.Forbidden("case.note.forbidden"));
        }

        if (string.IsNullOrWhiteSpace(Text) || Text.Length > MaxLength)
        {
            return new(Problem.Invalid("case.note.text", "text", ("value", Text.Length), ("expected", $"1–{MaxLength}")));
        }

        if (Kind == NoteKind.Department && string.IsNullOrWhiteSpace(Authority))
        {
            return new(Problem.Invalid("case.note.authority", "authority"));
        }

        work.ActingRole = "staff";
        switch (Kind)
        {
            case NoteKind.Internal:
                work.Record("note.internal", new { Text });
                break;
            case NoteKind.Department:
                work.Record("note.department", new { Text, Authority });
                var id = work.Ids.Next();
                var item = work.Item;
                work.Effect(f => new Platform.Model.Notifications.SendMessageEffect(
                    id, null, null, Roles.CaseOfficer, Authority, f.Locality, "department-note", CasePapers.Message(f, item, new { Text }), $"/workbench/cases/{f.Number}"));
                break;
            case NoteKind.Applicant:
                work.Record("message.applicant", new { Text });
                work.TellApplicant("message-from-office", new { Text });
                break;
            default:
                throw new InvalidOperationException($"Unknown kind of note {Kind}.");
        }

        return new(Done.It);
    }
}
