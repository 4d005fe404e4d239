using Platform.Designer.Ui.Forms;
using Platform.Model;
using Platform.Model.Forms;

namespace Platform.Server.Cases.Portal;

/// <summary>Everything once more, the declaration, and the button that files the application.</summary>
public sealed partial class ReviewPage
{
    private bool _declared;

    private protected override string Step => "review";

    private IReadOnlyList<WizardStep> Unfinished => [.. Steps.Where(s => s is { Done: false, Key: not "review" })];

    private protected override void Read(IFormCollection form) => _declared = form["declare"].Contains("true");

    private protected override void Check(IFormCollection form)
    {
        if (!_declared)
        {
            Wrong["declare"] = T["review.declare.required"];
            Errors.Add(new ErrorLine(T["review.declare.required"], "#f-declare"));
        }

        foreach (var step in Unfinished)
        {
            Errors.Add(new ErrorLine(step.Title, step.Href));
        }
    }

    private protected override async Task<string?> LastAsync()
    {
        // One key per draft: a double click, a second tab and a retry after a broken line all give the same.
        var filed = await Portal.SubmitDraftAsync(Wizard.Actor, Id, Draft!.Draft.Version, Wizard.ChannelOf(Http.Request), Ct);
        if (filed.TryGet(out var done))
        {
            return $"/{(done.IsBundle ? "bundles" : "cases")}/{Uri.EscapeDataString(done.Number)}/receipt";
        }

        Errors.AddRange(filed.Problems.Select(p => new ErrorLine(Wizard.Text(p), HrefOf(p))));
        return null;
    }

    private string? HrefOf(Problem problem)
    {
        var field = problem.Field ?? "";
        var root = $"/drafts/{Id}";
        if (field.StartsWith("applicant", StringComparison.Ordinal))
        {
            return $"{root}/applicant";
        }

        if (field.StartsWith("materials", StringComparison.Ordinal))
        {
            return $"{root}/materials#m-{field.Split('.')[^1]}";
        }

        var path = field.StartsWith("answers.", StringComparison.Ordinal) ? field["answers.".Length..] : field;
        return Draft!.Pages.FirstOrDefault(p => Draft.Item.Form.VisibleElements(p, Draft.Answers).Any(e => FormNames.IsAtOrIn(path, e.Path))) is { } page
            ? $"{root}/pages/{Uri.EscapeDataString(page.Key)}#{FormNames.Id(path)}"
            : null;
    }
}
