using System.Globalization;
using Microsoft.AspNetCore.Components;
using Platform.Model.Identity;
using Platform.Server.Hosting;

namespace Platform.Server.Evaluation.Workbench;

/// <summary>Where a call-taker writes down a rating that the applicant gives on the phone.</summary>
public sealed partial class RateByPhonePage
{
    private readonly HashSet<string> _tags = [];
    private string _number = "";
    private string _lastFour = "";
    private string _text = "";
    private int? _grade;
    private bool _busy;
    private EnterRating.Answer? _entered;
    private IReadOnlyList<string> _problems = [];

    [Inject]
    private EnterRating Enter { get; set; } = default!;

    [Inject]
    private ICurrentActor Current { get; set; } = default!;

    [Inject]
    private ProblemTexts Problems { get; set; } = default!;

    private void Toggle(string tag)
    {
        if (!_tags.Remove(tag))
        {
            _tags.Add(tag);
        }
    }

    private async Task SaveAsync()
    {
        _entered = null;
        if (_grade is not { } grade)
        {
            _problems = [T["rate.grade.required"]];
            return;
        }

        _busy = true;
        var entered = await Enter.EnterAsync(
            Current.Actor, new(_number, _lastFour, grade, null, [.. RatingTags.Keys.Where(_tags.Contains).Select(RatingTags.Stored)], _text), CancellationToken.None);
        _busy = false;
        _problems = [.. entered.Problems.Select(p => Problems.Of(p, CultureInfo.CurrentUICulture))];
        if (entered.TryGet(out var done))
        {
            (_entered, _number, _lastFour, _text, _grade) = (done, "", "", "", null);
            _tags.Clear();
        }
    }
}
