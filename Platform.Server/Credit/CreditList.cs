using Platform.Model;
using Platform.Model.Credit;
using Platform.Model.Effects;
using Platform.Model.Localities;
using Platform.Model.Sites;

namespace Platform.Server.Credit;

/// <summary>Answers whether somebody is barred, and enters who broke a promise within the step that found it.</summary>
internal sealed class CreditList(CreditStore store, ISites sites) : ICreditList, IEffectHandler<PromiseBrokenEffect>
{
    public async ValueTask<CreditMark?> FindAsync(LocalityCode locality, string idType, string idNumber, DateOnly today, CancellationToken ct) =>
        await store.MarksAsync(locality, idType, idNumber, today, ct) is [var mark, ..] ? mark : null;

    public async ValueTask ApplyAsync(PromiseBrokenEffect effect, EffectScope scope, CancellationToken ct)
    {
        var site = await sites.AtAsync(effect.Locality, ct);
        if (site.BrokenPromiseDays > 0)
        {
            var person = new CreditPerson(effect.IdType, effect.IdNumber, effect.Name);
            await store.AddAsync(
                scope.Transaction,
                new(effect.EntryId, effect.Locality, person, CreditMark.BrokenPromise, "", effect.CaseNumber, effect.On, effect.On.AddDays(site.BrokenPromiseDays), "system", scope.Now),
                ct);
        }
    }
}
