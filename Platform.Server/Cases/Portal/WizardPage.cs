using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.Localization;
using Platform.Designer.Ui.Forms;
using Platform.Model;

namespace Platform.Server.Cases.Portal;

/// <summary>
/// What the pages of the wizard have in common. Each post first keeps what was typed, then does what the button says: a failed upload or a wrong
/// answer never loses anything. A draft that changed elsewhere meanwhile is shown anew with what was typed here.
/// </summary>
public abstract class WizardPage : ComponentBase
{
    [Parameter]
    public Guid Id { get; set; }

    [CascadingParameter]
    private protected HttpContext Http { get; set; } = default!;

    [Inject]
    private protected Wizard Wizard { get; set; } = default!;

    [Inject]
    private protected NavigationManager Navigation { get; set; } = default!;

    [Inject]
    private protected IStringLocalizer<CasesPortalText> T { get; set; } = default!;

    /// <summary>Key of <see cref="WizardStep"/>.</summary>
    private protected abstract string Step { get; }

    /// <summary>Null: there is none, or it is not the visitor's.</summary>
    private protected OpenDraft? Draft { get; set; }

    /// <summary>The draft has been looked up.</summary>
    private protected bool Loaded { get; private set; }

    /// <summary>Text of what is wrong by path or key.</summary>
    private protected Dictionary<string, string> Wrong { get; } = new(StringComparer.Ordinal);

    /// <summary>What is wrong in the order of the page.</summary>
    private protected List<ErrorLine> Errors { get; } = [];

    /// <summary>The draft was changed elsewhere since the page was made.</summary>
    private protected bool Stale { get; private set; }

    /// <summary>The answers brought questions that the page had not shown.</summary>
    private protected bool More { get; set; }

    private protected CancellationToken Ct => Http.RequestAborted;

    /// <summary>The script asks what follows from what was typed so far, and takes only that from the answer.</summary>
    private protected bool Refreshes { get; private set; }

    private protected IReadOnlyList<WizardStep> Steps => Wizard.Steps(Draft!);

    protected override async Task OnInitializedAsync()
    {
        Draft = await Wizard.OpenAsync(Id, Ct);
        Loaded = true;
        if (Draft is null && HttpMethods.IsPost(Http.Request.Method))
        {
            // Sent from a page of a draft that is gone: the page itself says so.
            Navigation.NavigateTo(Http.Request.Path);
        }
    }

    private protected async Task PostAsync()
    {
        var form = Http.Request.Form;
        var action = form[FormNames.Action].LastOrDefault() ?? "next";
        Refreshes = action == FormNames.Refresh;
        Stale = form["v"] != OpenDraft.Number(Draft!.Draft.Version);
        Read(form);
        if (Stale || Refreshes || !await KeepAsync() || !await UploadAsync(form))
        {
            return;
        }

        if (await GoAsync(action, form) is { } href)
        {
            Navigation.NavigateTo(href);
        }
    }

    /// <summary>Takes what was typed into <see cref="Draft"/>.</summary>
    private protected abstract void Read(IFormCollection form);

    /// <summary>Stores chosen files and names them in the draft; true when all could be stored.</summary>
    private protected virtual Task<bool> UploadAsync(IFormCollection form) => Task.FromResult(true);

    /// <summary>What a small button of the page asks for, already kept: the address to show, or null when the action is none of the page's.</summary>
    private protected virtual Task<string?> ActAsync(string action) => Task.FromResult<string?>(null);

    /// <summary>Fills <see cref="Wrong"/> and <see cref="Errors"/>; nothing in them lets the visitor go on.</summary>
    private protected abstract void Check(IFormCollection form);

    /// <summary>What the last page's main button does: the address to show, or null when that was refused.</summary>
    private protected virtual Task<string?> LastAsync() => Task.FromResult<string?>(null);

    /// <summary>Keeps the draft; false when that was refused, which the page then shows.</summary>
    private protected async Task<bool> KeepAsync()
    {
        var saved = await Wizard.SaveAsync(Draft!, Wizard.ChannelOf(Http.Request), Ct);
        if (saved.TryGet(out var kept))
        {
            Draft = kept;
            return true;
        }

        if (saved.Problems[0].Kind == ProblemKind.Stale && await Wizard.OpenAsync(Id, Ct) is { } latest)
        {
            Draft = latest;
            Read(Http.Request.Form);
            Stale = true;
        }
        else
        {
            Errors.AddRange(saved.Problems.Select(p => new ErrorLine(Wizard.Text(p), null)));
        }

        return false;
    }

    private async Task<string?> GoAsync(string action, IFormCollection form)
    {
        var steps = Steps;
        var here = steps.ToList().FindIndex(s => s.Key == Step);
        switch (action)
        {
            case "leave":
                return Wizard.AtWindow ? Wizard.Home : Wizard.Home + "?saved=1";
            case "back":
                return steps[Math.Max(0, here - 1)].Href;
            case "next":
                Check(form);
                return Errors.Count > 0 || More ? null : here == steps.Count - 1 ? await LastAsync() : steps[here + 1].Href;
            default:
                return action.StartsWith("goto:", StringComparison.Ordinal) && steps.FirstOrDefault(s => s.Key == action[5..]) is { } step
                    ? step.Href
                    : await ActAsync(action) ?? Http.Request.Path.Value;
        }
    }

    private protected static string One(IFormCollection form, string name) => form[name].LastOrDefault()?.Trim() ?? "";
}
